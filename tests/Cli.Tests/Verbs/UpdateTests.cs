using Grpc.Core;
using Xunit;

namespace CriSharp.Tests.Cli.Verbs;

public sealed class UpdateTests : VerbTests
{
    [Fact]
    public async Task Update_EveryLimit_IsAskedFor()
    {
        AddWeb();

        await AssertPrintsAsync(
            "container web\n",
            "update", "web", "-m", "64m", "--memory-swap", "1g", "--cpus", "0.5", "--cpu-shares", "300", "--cpuset-cpus", "0-1", "--cpuset-mems", "0",
            "--oom-score-adj", "-5");

        var request = Runtime.Single<Cri.UpdateContainerResourcesRequest>();
        Assert.Equal(
            new Cri.LinuxContainerResources
            {
                MemoryLimitInBytes = 64 << 20,
                MemorySwapLimitInBytes = 1 << 30,
                CpuQuota = 50_000,
                CpuPeriod = 100_000,
                CpuShares = 300,
                CpusetCpus = "0-1",
                CpusetMems = "0",
                OomScoreAdj = -5,
            },
            request.Linux);
    }

    [Fact]
    public async Task Update_NoCpuLimit_IsMinusOne()
    {
        AddWeb();

        await AssertPrintsAsync("container web\n", "update", "--cpus", "none", "web");

        Assert.Equal(new Cri.LinuxContainerResources { CpuQuota = -1 }, Runtime.Single<Cri.UpdateContainerResourcesRequest>().Linux);
    }

    [Fact]
    public async Task Update_Refused_TellsWhy()
    {
        AddWeb();
        Runtime.Failures["UpdateContainerResourcesRequest"] = new Status(StatusCode.FailedPrecondition, "update container x: memory in use");

        await AssertFailsAsync(1, "crisharp: update container x: memory in use", "update", "-m", "4k", "web");
    }

    [Fact]
    public async Task Update_NoSuchContainer_IsAnError() => await AssertFailsAsync(1, "crisharp: no such container: nope", "update", "-m", "4m", "nope");

    [Theory]
    [InlineData("update", "web")]
    [InlineData("update", "-m", "64m")]
    [InlineData("update", "-m", "lots", "web")]
    [InlineData("update", "--cpus", "-1", "web")]
    [InlineData("update", "--cpu-shares", "many", "web")]
    public async Task Update_WrongUsage_Is2(params string[] args)
    {
        AddWeb();

        Assert.Equal(2, await Shell.RunAsync(args));
        Assert.StartsWith("crisharp: ", Shell.Error, StringComparison.Ordinal);
    }

    private void AddWeb() => Runtime.AddContainer("web", "a", Runtime.AddPod("front", "1"), logDirectory: Daemon.Directory.FullName);
}
