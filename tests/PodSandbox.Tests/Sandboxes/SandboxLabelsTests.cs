using CriSharp.Failures;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Security;
using CriSharp.Tests.PodSandbox.Fakes;
using CriSharp.Tests.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Sandboxes;

public sealed class SandboxLabelsTests : IDisposable
{
    private readonly TestRecords _records = new();

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task Save_ManyPodsAtOnce_HaveALevelEach()
    {
        var labels = Labels(TestNode.Confining);
        await Parallel.ForAsync(0, 200, (pod, _) =>
        {
            labels.Save(Records.Sandbox($"pod-{pod}"));
            return ValueTask.CompletedTask;
        });

        Assert.Equal(200, _records.Sandboxes.All.Select(LevelOf).Distinct().Count());
        Assert.All(_records.Sandboxes.All, sandbox => Assert.Matches(@"^s0:c\d+,c\d+$", LevelOf(sandbox)));
    }

    [Fact]
    public void Save_AfterARestart_TheRecordStillHasItsLevel()
    {
        var saved = Labels(TestNode.Confining).Save(Records.Sandbox("pod"));
        _records.Reopen();

        Assert.Equal(saved.Facts.Labels, _records.Sandboxes.Find(saved.Id)!.Facts.Labels);
    }

    [Fact]
    public void Save_LevelOfTheClients_IsTakenAsItIs()
    {
        var record = Records.Sandbox("pod") with { Config = TestInput.Pod("""{"selinux_options":{"level":"s0:c8,c9"}}""") };

        Assert.Equal("s0:c8,c9", LevelOf(Labels(TestNode.Confining).Save(record)));
    }

    [Fact]
    public void Save_TypeThatThePolicyDoesNotKnow_IsRefusedAndNotRecorded()
    {
        var record = Records.Sandbox("pod") with { Config = TestInput.Pod("""{"selinux_options":{"type":"unknown_t"}}""") };
        var error = Assert.Throws<FailureException>(() => Labels(TestNode.Confining).Save(record));

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        Assert.Contains("linux.security_context.selinux_options", error.Message, StringComparison.Ordinal);
        Assert.Empty(_records.Sandboxes.All);
    }

    [Fact]
    public void Save_WithoutSELinux_HasNoLabels() => Assert.Null(Labels(TestNode.Ordinary).Save(Records.Sandbox("pod")).Facts.Labels);

    private static string LevelOf(SandboxRecord sandbox) => PodLabels.LevelIn(sandbox.Facts.Labels!.Mount);

    private SandboxLabels Labels(NodeFacts node) => new(_records.Sandboxes, node, new FakeSeLinux());
}
