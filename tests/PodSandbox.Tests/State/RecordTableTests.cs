using CriSharp.Failures;
using CriSharp.Tests.PodSandbox.Fakes;
using Xunit;

namespace CriSharp.Tests.PodSandbox.State;

public sealed class RecordTableTests : IDisposable
{
    private readonly TestRecords _records = new();

    public void Dispose() => _records.Dispose();

    [Fact]
    public void Save_Reopened_GivesTheSameRecord()
    {
        var sandbox = Records.Sandbox("web");
        sandbox.Config.Labels.Add("key with spaces", "välue\n");
        var container = Records.Container(sandbox, "main", Records.Running());
        _records.Sandboxes.Save(sandbox);
        _records.Containers.Save(container);

        _records.Reopen();

        Assert.Equal(sandbox.Config, _records.Sandboxes.Find(sandbox.Id)!.Config);
        Assert.Equal(sandbox.Facts, _records.Sandboxes.Find(sandbox.Id)!.Facts);
        Assert.Equal(Records.Running(), Assert.Single(_records.Containers.Of(sandbox.Id)).Facts.State);
    }

    [Fact]
    public void Remove_Reopened_IsGone()
    {
        var sandbox = Records.Sandbox("web");
        _records.Sandboxes.Save(sandbox);

        _records.Sandboxes.Remove(sandbox.Id);
        _records.Reopen();

        Assert.Empty(_records.Sandboxes.All);
    }

    [Fact]
    public void Find_UniqueBeginning_FindsTheRecord()
    {
        var sandbox = Records.Sandbox("web");
        _records.Sandboxes.Save(sandbox);

        Assert.Same(sandbox, _records.Sandboxes.Find(sandbox.Id.Value[..12]));
        Assert.Null(_records.Sandboxes.Find(""));
        Assert.Null(_records.Sandboxes.Find("zz"));
    }

    [Fact]
    public void Find_AmbiguousBeginning_IsRefused()
    {
        _records.Sandboxes.Save(Records.Sandbox("a") with { Id = new("abc1") });
        _records.Sandboxes.Save(Records.Sandbox("b") with { Id = new("abc2") });

        Assert.Equal(FailureKind.InvalidArgument, Assert.Throws<FailureException>(() => _records.Sandboxes.Find("abc")).Kind);
        Assert.Equal("abc1", _records.Sandboxes.Find("abc1")!.Id.Value);
    }

    [Fact]
    public void Get_Unknown_IsNotFoundByName()
    {
        var failure = Assert.Throws<FailureException>(() => _records.Containers.Get("beef"));

        Assert.Equal((FailureKind.NotFound, "container beef: not found"), (failure.Kind, failure.Message));
    }
}
