using CriSharp.Runtime.Node;
using Xunit;

namespace CriSharp.Tests.Runtime.Node;

public sealed class NodeInspectionTests
{
    private readonly NodeDescription _node = NodeInspection.Read();

    [Fact]
    public void Read_ThisHost_AgreesWithTheKernelsFiles()
    {
        Assert.True(Guid.TryParse(_node.BootId, out _), _node.BootId);
        Assert.Equal(Environment.MachineName, _node.Hostname);
        Assert.Contains(_node.KernelRelease, File.ReadAllText("/proc/version"), StringComparison.Ordinal);
        Assert.StartsWith("Debian", _node.OsName.Replace("Ubuntu", "Debian", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.True(_node.CpuCount >= Environment.ProcessorCount);
        Assert.True(_node.MemoryBytes >= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
    }

    [Fact]
    public void Read_Capabilities_AreThoseOfThisProcess()
    {
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("CapBnd:", StringComparison.Ordinal));

        Assert.Equal(Convert.ToUInt64(line.Split('\t')[1], 16), _node.BoundingCapabilities.Bits);
        Assert.Equal(_node.MayRaiseLimits, _node.MayLowerOomScoreAdj);
    }

    // The kernel is asked by trying: a write below the present value is refused without CAP_SYS_RESOURCE.
    [Fact]
    public async Task Read_MayLowerOomScoreAdj_IsWhatTheKernelAnswers()
    {
        using var shell = System.Diagnostics.Process.Start("sh", ["-c", $"echo {_node.OomScoreAdj - 1} 2>/dev/null >/proc/self/oom_score_adj"]);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(_node.MayLowerOomScoreAdj, shell.ExitCode == 0);
    }
}
