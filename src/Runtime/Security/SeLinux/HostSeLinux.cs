using System.Text;
using CriSharp.Failures;
using CriSharp.Linux;

namespace CriSharp.Runtime.Security.SeLinux;

/// <summary>The kernel's SELinux, by its file system and the files' attributes.</summary>
public sealed class HostSeLinux : ISeLinux
{
    // A context written to it is refused (EINVAL) unless the policy knows it (security_check_context(3)).
    private const string CheckFile = "/sys/fs/selinux/context";

    public bool IsValid(string label)
    {
        using var file = File.OpenHandle(CheckFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        try
        {
            RandomAccess.Write(file, Encoding.ASCII.GetBytes(label + '\0'), fileOffset: 0);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public Task LabelAsync(string path, string label) => Task.Run(() =>
    {
        try
        {
            FileLabels.Set(path, label);
        }
        catch (LinuxException e)
        {
            throw new FailureException(FailureKind.Unknown, $"relabel volume {path}: {e.Message}", e);
        }
    });
}
