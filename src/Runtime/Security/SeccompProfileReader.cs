using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using CriSharp.Failures;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Security;

/// <summary>
/// Reads a Localhost profile strictly: a word that is misspelt would otherwise be a filter that is not there.
/// </summary>
public static partial class SeccompProfileReader
{
    /// <summary>The largest file that is read.</summary>
    public const int LimitBytes = 1024 * 1024;

    private const int MostRules = 4096;
    private const int ArgumentsOfACall = 6;
    private const uint HighestErrno = 4095; // MAX_ERRNO

    /// <summary>The profile in <paramref name="json"/>; <paramref name="path"/> names it in messages.</summary>
    /// <exception cref="FailureException">InvalidArgument: not a profile, or not one that this node can enforce.</exception>
    public static SeccompProfile Read(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            Require(json.Length <= LimitBytes, $"is larger than {LimitBytes} bytes");
            var file = JsonSerializer.Deserialize(json, SeccompProfileJson.Default.SeccompProfileFile);
            Require(file is not null, "is null");
            return Profile(file);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new FailureException(FailureKind.InvalidArgument, $"read seccomp profile {path}: {e.Message}", e);
        }
    }

    private static SeccompProfile Profile(SeccompProfileFile file)
    {
        Require(file.ListenerPath is null && file.ListenerMetadata is null, "listenerPath: a listener is not offered");
        Require(file.Architectures is null || file.ArchMap is null, "architectures and archMap cannot be together");
        Require(file.DefaultErrno is null || file.DefaultErrnoRet is not null, "defaultErrno: its number is missing in defaultErrnoRet");
        var entries = file.Syscalls ?? [];
        Require(entries.Count <= MostRules, $"syscalls: more than {MostRules}");
        return new SeccompProfile
        {
            DefaultAction = Action("defaultAction", file.DefaultAction),
            DefaultErrno = Errno("defaultErrnoRet", file.DefaultErrnoRet),
            Architectures = Architectures(file),
            Flags = file.Flags?.Select(flag => Word("flags", flag, SeccompActions.Flags)).ToList(),
            Rules = [.. entries.Select((entry, i) => Rule($"syscalls[{i}]", entry))],
        };
    }

    private static Dictionary<string, IReadOnlyList<string>> Architectures(SeccompProfileFile file)
    {
        // A plain list holds for whatever processor reads it.
        var byProcessor = SeccompArchitectures.ByProcessor;
        if (file.Architectures is { Count: > 0 } plain)
        {
            IReadOnlyList<string> checkedNames = [.. plain.Select(name => Architecture("architectures", name))];
            return byProcessor.Keys.ToDictionary(processor => processor, _ => checkedNames);
        }

        var result = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var entry in file.ArchMap ?? [])
        {
            Require(entry is not null, "archMap: null is no entry");
            var main = Architecture("archMap", entry.Architecture);
            string[] all = [main, .. (entry.SubArchitectures ?? []).Select(name => Architecture("archMap", name))];
            foreach (var (processor, _) in byProcessor.Where(known => known.Value == main))
            {
                Require(result.TryAdd(processor, all), $"archMap: {main} is there twice");
            }
        }

        return result;
    }

    private static SeccompRule Rule(string field, SeccompProfileFile.SyscallEntry entry)
    {
        Require(entry is not null, $"{field}: is null");
        Require(entry.Errno is null || entry.ErrnoRet is not null, $"{field}.errno: its number is missing in errnoRet");
        return new SeccompRule
        {
            Names = Names(field, entry),
            Action = Action($"{field}.action", entry.Action),
            Errno = Errno($"{field}.errnoRet", entry.ErrnoRet),
            Args = Args(field, entry.Args ?? []),
            Includes = Condition($"{field}.includes", entry.Includes),
            Excludes = Condition($"{field}.excludes", entry.Excludes),
        };
    }

    private static IReadOnlyList<string> Names(string field, SeccompProfileFile.SyscallEntry entry)
    {
        Require(entry.Name is null || entry.Names is null or { Count: 0 }, $"{field}: name and names cannot be together");
        var names = entry.Name is { } single ? [single] : entry.Names ?? [];
        Require(names.Count > 0, $"{field}.names: is missing");
        foreach (var name in names)
        {
            Require(name is not null && SyscallName().IsMatch(name), $"{field}.names: \"{name}\" is not a system call's name");
        }

        return names;
    }

    private static IReadOnlyList<LinuxSeccompArg> Args(string field, IReadOnlyList<SeccompProfileFile.ArgumentEntry> entries)
    {
        Require(entries.Count <= ArgumentsOfACall, $"{field}.args: a system call has no more than {ArgumentsOfACall}");
        foreach (var entry in entries)
        {
            Require(entry?.Index < ArgumentsOfACall, $"{field}.args: index is above {ArgumentsOfACall - 1}");
        }

        return [.. entries.Select(entry => new LinuxSeccompArg(
            entry.Index, entry.Value, entry.ValueTwo, Word($"{field}.args.op", entry.Op, SeccompActions.Comparisons)))];
    }

    private static SeccompCondition Condition(string field, SeccompProfileFile.ConditionEntry? entry) => entry is null ? new() : new()
    {
        Capabilities = [.. (entry.Caps ?? []).Select(name => NotNull($"{field}.caps", name))],
        Architectures = [.. (entry.Arches ?? []).Select(name => Processor(NotNull($"{field}.arches", name)))],
        MinKernel = entry.MinKernel is null ? null : Kernel($"{field}.minKernel", entry.MinKernel),
    };

    // Docker's profiles name processors as Go does, Podman's sometimes as the kernel does.
    private static string Processor(string name) => name switch
    {
        "x86_64" => "amd64",
        "x86" => "386",
        "aarch64" => "arm64",
        _ => name,
    };

    private static Version Kernel(string field, string text)
    {
        Require(Version.TryParse(text, out var version), $"{field}: \"{text}\" is not a version like 4.8");
        return new Version(version.Major, version.Minor);
    }

    private static string Architecture(string field, string? name)
    {
        Require(name is not null && ArchitectureName().IsMatch(name), $"{field}: \"{name}\" is not an architecture");
        return name;
    }

    private static string Action(string field, string? action)
    {
        Require(action != SeccompActions.Notify, $"{field}: {action} needs a listener, which is not offered");
        return Word(field, action, SeccompActions.All);
    }

    private static uint? Errno(string field, uint? errno)
    {
        Require(errno is null or <= HighestErrno, $"{field}: {errno} is not an error number");
        return errno;
    }

    private static string Word(string field, string? word, IReadOnlyList<string> known)
    {
        Require(word is not null && known.Contains(word), $"{field}: \"{word}\" is none of {string.Join(", ", known)}");
        return word;
    }

    private static string NotNull(string field, string? name)
    {
        Require(name is not null, $"{field}: null is no name");
        return name;
    }

    private static void Require([DoesNotReturnIf(false)] bool holds, string cause)
    {
        if (!holds)
        {
            throw new FormatException(cause);
        }
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_]{1,64}\z")]
    private static partial Regex SyscallName();

    [GeneratedRegex(@"^SCMP_ARCH_[A-Z0-9_]{1,32}\z")]
    private static partial Regex ArchitectureName();
}
