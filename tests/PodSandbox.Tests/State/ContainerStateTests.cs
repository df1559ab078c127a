using System.Text.Json;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Keeping;
using Xunit;

namespace CriSharp.Tests.PodSandbox.State;

public sealed class ContainerStateTests
{
    private static readonly DateTimeOffset Started = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly DateTimeOffset Finished = Started.AddSeconds(9);

    [Theory]
    [InlineData(0, 0, "Completed")]
    [InlineData(3, 0, "Error")]
    [InlineData(137, 0, "Error")]
    [InlineData(137, 1, "OOMKilled")]
    [InlineData(0, 3, "OOMKilled")]
    public void Exit_CodeAndOom_DecideTheReason(int exitCode, long oomKills, string reason)
    {
        var running = new ContainerState.Created().Start(new KeptProcess(42, Started));

        var exited = running.Exit(new ContainerExit("id", exitCode, 0, Finished, oomKills));

        Assert.Equal(new ContainerState.Exited(Started, Finished, exitCode, reason, ""), exited);
    }

    [Fact]
    public void FailToStart_HasTheFieldsCodeAndNoStart()
    {
        var exited = new ContainerState.Created().FailToStart("no such file", Finished);

        Assert.Equal(new ContainerState.Exited(null, Finished, 128, "StartError", "no such file"), exited);
    }

    public static TheoryData<ContainerState> Cases =>
    [
        new ContainerState.Created(),
        new ContainerState.Running(7, Started),
        new ContainerState.Exited(Started, Finished, 1, "Error", "m"),
        new ContainerState.Exited(null, Finished, 128, "StartError", ""),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Facts_AsJson_ComeBackEqual(ContainerState state)
    {
        var facts = new ContainerRecordFacts
        {
            SandboxId = new("s"),
            State = state,
            CreatedAt = Started,
            ImageId = "sha256:1",
            ImageRef = "r",
            CgroupPath = "/c",
            Program = "/bin/true",
            StopSignal = 15,
            Uid = 1,
            Gid = 2,
            SupplementalGroups = [3],
        };

        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(facts, RecordJson.Default.ContainerRecordFacts), RecordJson.Default.ContainerRecordFacts)!;

        Assert.Equal(facts.State, read.State);
        Assert.Equal(facts.SandboxId, read.SandboxId);
        Assert.Equal(facts.SupplementalGroups, read.SupplementalGroups);
    }
}
