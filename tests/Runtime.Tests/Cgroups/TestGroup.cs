using System.Diagnostics;
using CriSharp.Runtime.Cgroups;
using Xunit;

namespace CriSharp.Tests.Runtime.Cgroups;

/// <summary>A cgroup path of a test's own, and programs inside it. Kills and removes all of it at the end.</summary>
internal sealed class TestGroup(ICgroups cgroups, IReadOnlyList<string> mountPoints) : IAsyncDisposable
{
    private readonly List<Process> _programs = [];

    public string Path { get; } = $"/crtest-cgroups-{Guid.NewGuid():N}";

    public IEnumerable<string> Directories => mountPoints.Select(mountPoint => mountPoint + Path);

    /// <summary>Starts a shell that enters the group (or one below it) in every hierarchy before it runs the script.</summary>
    public async Task<Process> StartAsync(string script, string below = "")
    {
        var entering = string.Concat(Directories.Select(directory => $"echo $$ >{directory}{below}/cgroup.procs || exit 99; "));
        var program = Process.Start(new ProcessStartInfo("sh", ["-c", $"{entering} echo entered; {script}"]) { RedirectStandardOutput = true })!;
        _programs.Add(program);
        Assert.Equal("entered", await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        return program;
    }

    public async ValueTask DisposeAsync()
    {
        await cgroups.KillAsync(Path, CancellationToken.None);
        foreach (var program in _programs)
        {
            await program.WaitForExitAsync();
            program.Dispose();
        }

        cgroups.Remove(Path);
    }
}
