using System.Diagnostics;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Device nodes on the host that are the tests' own.</summary>
internal static class HostNodes
{
    /// <summary>Makes a node that everybody may read and write; returns its path.</summary>
    public static async Task<string> MakeAsync(string path, string type, int major, int minor)
    {
        File.Delete(path);
        using var mknod = Process.Start("mknod", ["-m", "666", path, type, $"{major}", $"{minor}"]);
        await mknod.WaitForExitAsync();
        Assert.Equal(0, mknod.ExitCode);
        return path;
    }
}
