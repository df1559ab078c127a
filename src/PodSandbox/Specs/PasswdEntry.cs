using System.Text;
using CriSharp.Images;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// The line that a container's own /etc/passwd gets for a user whom the image does not know: <c>whoami</c>, ssh and git refuse to work for a
/// number without a name. It is added to the container's writable copy of the file, so the file stays what it is to the container: one to
/// read, append to and replace, with the owner and mode that the image gave it.
/// </summary>
internal static class PasswdEntry
{
    private const string PasswdFile = "/etc/passwd";
    private const string RootDirectory = "/";
    private const int LongestHome = 1024;

    /// <summary>The line (passwd(5)), without its end; null if none is to be added.</summary>
    public static string? For(ProcessUser user, ImageAccounts accounts, Cri.ContainerConfig config, ImageConfig image)
    {
        var isKnown = user.Name is not null || accounts.Users.Any(known => known.Name == user.Uid.ToString());
        var isMountedOver = config.Mounts.Any(mount => ContainerPath.Clean(mount.ContainerPath) is "/etc" or PasswdFile);
        return isKnown || isMountedOver ? null : $"{user.Uid}:*:{user.Uid}:{user.Gid}::{Home(user, config, image)}:/sbin/nologin";
    }

    // The same home as in the environment, which the client or the image may have set: a colon or a line's end in it would make a field, or an
    // entry, of their own choice (CVE-2026-15809).
    private static string Home(ProcessUser user, Cri.ContainerConfig config, ImageConfig image)
    {
        var home = config.Envs.LastOrDefault(variable => variable.Key == "HOME") is { } asked ? EnvironmentValue.Text(asked)
            : image.Env.LastOrDefault(entry => entry.StartsWith("HOME=", StringComparison.Ordinal)) is { } given ? given["HOME=".Length..]
            : user.Home;
        return home.StartsWith('/') && Encoding.UTF8.GetByteCount(home) <= LongestHome && !home.Any(c => c == ':' || char.IsControl(c)) ? home : RootDirectory;
    }
}
