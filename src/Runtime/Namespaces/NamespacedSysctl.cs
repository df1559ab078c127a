using System.Diagnostics.CodeAnalysis;
using System.Text;
using CriSharp.Failures;

namespace CriSharp.Runtime.Namespaces;

/// <summary>
/// A kernel parameter that belongs to a namespace, so that a pod may have its own value (Kubernetes: Using sysctls in a cluster).
/// </summary>
public sealed record NamespacedSysctl(string Name, string Value, SysctlNamespace Namespace, string Path)
{
    private const int LongestValue = 4096; // what one write to /proc/sys takes

    /// <summary>
    /// Checks a parameter and finds its file. <paramref name="name"/> is separated by dots or by slashes, whichever comes first, as
    /// sysctl(8) has it: <c>net.ipv4.conf.eth0/1.rp_filter</c> means the interface <c>eth0.1</c>. False: <paramref name="problem"/> says why not.
    /// </summary>
    public static bool TryParse(
        string name, string value, [NotNullWhen(true)] out NamespacedSysctl? sysctl, [NotNullWhen(false)] out string? problem)
    {
        var parts = Split(name);
        var owner = NamespaceOf(parts);
        problem = parts.Any(part => !IsFileName(part)) ? "not a kernel parameter's name"
            : value.Length > LongestValue || value.Any(char.IsControl) ? "not a value of one line"
            : owner is null ? "not a parameter of a namespace, so a pod cannot have its own"
            : null;
        sysctl = problem is null ? new NamespacedSysctl(name, value, owner!.Value, "/proc/sys/" + string.Join('/', parts)) : null;
        return sysctl is not null;
    }

    /// <summary>The same, for a parameter that must be one.</summary>
    /// <exception cref="FailureException">InvalidArgument.</exception>
    internal static NamespacedSysctl Parse(string name, string value) =>
        TryParse(name, value, out var sysctl, out var problem) ? sysctl : throw Refuse(name, problem);

    /// <summary>Writes the value in the namespaces of the calling thread: <c>/proc/sys</c> shows each thread its own.</summary>
    internal void Write()
    {
        try
        {
            using var file = File.OpenHandle(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(Value), fileOffset: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refuse(Name, "this kernel has no such parameter in a pod's namespace", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Refuse(Name, "read-only in a pod's namespace", e);
        }
        catch (IOException e)
        {
            throw Refuse(Name, $"the kernel refuses the value {Value}", e);
        }
    }

    /// <summary>The failure of this parameter.</summary>
    internal static FailureException Refuse(string name, string cause, Exception? inner = null) =>
        new(FailureKind.InvalidArgument, $"sysctl {name}: {cause}", inner);

    private static string[] Split(string name)
    {
        var slashed = name.IndexOf('/') is >= 0 and var slash && (name.IndexOf('.') is < 0 || slash < name.IndexOf('.'));
        return slashed ? name.Split('/') : [.. name.Split('.').Select(part => part.Replace('/', '.'))];
    }

    private static bool IsFileName(string part) =>
        part is not ("" or "." or "..") && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '@');

    private static SysctlNamespace? NamespaceOf(string[] parts) => parts switch
    {
        ["net", _, ..] => SysctlNamespace.Network,
        ["fs", "mqueue", _, ..] => SysctlNamespace.Ipc,
        ["kernel", "hostname" or "domainname"] => SysctlNamespace.Uts,
        ["kernel", var leaf] when IsIpcParameter(leaf) => SysctlNamespace.Ipc,
        _ => null,
    };

    private static bool IsIpcParameter(string leaf) =>
        leaf is "sem" or "sem_next_id"
        || leaf.StartsWith("shm", StringComparison.Ordinal) || leaf.StartsWith("msg", StringComparison.Ordinal);
}
