using CriSharp.Failures;
using CriSharp.Runtime.Keeping;
using KeeperProtocol.V1;
using Xunit;
using Container = KeeperProtocol.V1.Container;

namespace CriSharp.Tests.Runtime.Keeping;

public sealed class KeeperClientTests
{
    private static readonly LaunchRequest Launch = new()
    {
        ContainerId = "c1",
        CreateCommand = ["/bin/crun", "create"],
        StartCommand = ["/bin/crun", "start"],
        DeleteCommand = ["/bin/crun", "delete"],
        PidFile = "/pid",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_NobodyListens_IsUnavailable()
    {
        await using var keeper = new FakeKeeper();
        keeper.StopListening();

        var failure = await Assert.ThrowsAsync<FailureException>(() => keeper.Client.ListAsync(Token));

        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        Assert.Equal($"keeper {keeper.SocketPath}: connect {keeper.SocketPath}: no such file or directory", failure.Message);
    }

    [Fact]
    public async Task Call_OtherVersion_SaysBothVersions()
    {
        await using var keeper = new FakeKeeper();

        var call = keeper.Client.ListAsync(Token);
        using var connection = await keeper.AcceptAsync(version: 77);

        var failure = await Assert.ThrowsAsync<FailureException>(() => call);
        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        Assert.Contains("protocol version 77 (7.7.7), this daemon 1 (", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_AnsweredInOtherOrder_GetTheirOwnAnswers()
    {
        await using var keeper = new FakeKeeper();
        var launch = keeper.Client.LaunchAsync(Launch, Token);
        using var connection = await keeper.AcceptAsync();
        var first = await FakeKeeper.ReceiveAsync(connection);
        var list = keeper.Client.ListAsync(Token);
        var second = await FakeKeeper.ReceiveAsync(connection);

        await FakeKeeper.SendAsync(connection, new Reply
        {
            Id = second.Id,
            Containers = new Containers { Containers_ = { new Container { ContainerId = "c9", Process = new Process { Pid = 9 } } } },
        });
        await FakeKeeper.SendAsync(connection, new Reply { Id = first.Id, Process = new Process { Pid = 5, StartedAt = 1_500_000_000 } });

        Assert.Equal("c9", Assert.Single(await list).ContainerId);
        Assert.Equal(new KeptProcess(5, DateTimeOffset.UnixEpoch.AddSeconds(1.5)), await launch);
    }

    [Theory]
    [InlineData(Failure.Types.Kind.Internal, FailureKind.Internal)]
    [InlineData(Failure.Types.Kind.InvalidArgument, FailureKind.InvalidArgument)]
    [InlineData(Failure.Types.Kind.NotFound, FailureKind.NotFound)]
    [InlineData(Failure.Types.Kind.AlreadyExists, FailureKind.AlreadyExists)]
    [InlineData(Failure.Types.Kind.FailedPrecondition, FailureKind.FailedPrecondition)]
    public async Task Call_Refused_IsTheKeepersOwnFailure(Failure.Types.Kind kind, FailureKind expected)
    {
        await using var keeper = new FakeKeeper();
        var call = keeper.Client.SignalAsync("c1", 15, Token);
        using var connection = await keeper.AcceptAsync();
        var request = await FakeKeeper.ReceiveAsync(connection);

        await FakeKeeper.SendAsync(connection, new Reply { Id = request.Id, Failure = new Failure { Kind = kind, Message = "the cause" } });

        var failure = await Assert.ThrowsAsync<FailureException>(() => call);
        Assert.Equal((expected, "the cause"), (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task Call_ConnectionBreaks_IsUnavailableAndTheNextConnectsAnew()
    {
        await using var keeper = new FakeKeeper();
        var calls = new[] { keeper.Client.ForgetAsync("c1", Token), keeper.Client.LaunchAsync(Launch, Token) };
        using (var connection = await keeper.AcceptAsync())
        {
            await FakeKeeper.ReceiveAsync(connection);
            await FakeKeeper.ReceiveAsync(connection);
        }

        foreach (var call in calls)
        {
            Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<FailureException>(() => call)).Kind);
        }

        var next = keeper.Client.ForgetAsync("c1", Token);
        using var second = await keeper.AcceptAsync();
        await FakeKeeper.SendAsync(second, new Reply { Id = (await FakeKeeper.ReceiveAsync(second)).Id, Done = new Done() });
        await next;
    }

    [Fact]
    public async Task Call_KeeperSendsNonsense_IsUnavailable()
    {
        await using var keeper = new FakeKeeper();
        var call = keeper.Client.ForgetAsync("c1", Token);
        using var connection = await keeper.AcceptAsync();

        await connection.SendAsync(new byte[] { 0xff, 0xff, 0xff }, [], Token);

        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<FailureException>(() => call)).Kind);
    }

    [Fact]
    public async Task Launch_Cancelled_AsksTheKeeperToUndoAndAwaitsThat()
    {
        await using var keeper = new FakeKeeper();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var launch = keeper.Client.LaunchAsync(Launch, cancellation.Token);
        using var connection = await keeper.AcceptAsync();
        var request = await FakeKeeper.ReceiveAsync(connection);

        await cancellation.CancelAsync();
        Assert.Equal(request.Id, (await FakeKeeper.ReceiveAsync(connection)).Cancel.RequestId);
        Assert.False(launch.IsCompleted);
        await FakeKeeper.SendAsync(connection, new Reply { Id = request.Id, Failure = new Failure { Kind = Failure.Types.Kind.Cancelled } });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => launch);
    }

    [Fact]
    public async Task Launch_CancelledTooLate_ReturnsTheProcess()
    {
        await using var keeper = new FakeKeeper();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var launch = keeper.Client.LaunchAsync(Launch, cancellation.Token);
        using var connection = await keeper.AcceptAsync();
        var request = await FakeKeeper.ReceiveAsync(connection);

        await cancellation.CancelAsync();
        await FakeKeeper.ReceiveAsync(connection);
        await FakeKeeper.SendAsync(connection, new Reply { Id = request.Id, Process = new Process { Pid = 5 } });

        Assert.Equal(5, (await launch).Pid);
    }

    [Fact]
    public async Task Exits_KeeperGoesAndComesBack_ContinueOnANewConnection()
    {
        await using var keeper = new FakeKeeper();
        keeper.StopListening();
        await using var exits = keeper.Client.ExitsAsync(Token).GetAsyncEnumerator(Token);
        var first = exits.MoveNextAsync().AsTask();
        keeper.Listen();

        using (var connection = await keeper.AcceptAsync())
        {
            await TellExitAsync(connection, "c1", 3);
            Assert.True(await first);
            Assert.Equal(("c1", 3), (exits.Current.ContainerId, exits.Current.ExitCode));
        }

        var second = exits.MoveNextAsync().AsTask();
        using var again = await keeper.AcceptAsync();
        await TellExitAsync(again, "c2", 4);

        Assert.True(await second);
        Assert.Equal(("c2", 4), (exits.Current.ContainerId, exits.Current.ExitCode));
    }

    [Fact]
    public async Task Exits_Cancelled_End()
    {
        await using var keeper = new FakeKeeper();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var exits = keeper.Client.ExitsAsync(cancellation.Token).GetAsyncEnumerator(Token);
        var next = exits.MoveNextAsync().AsTask();
        using var connection = await keeper.AcceptAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static async Task TellExitAsync(CriSharp.Linux.Sockets.FrameChannel connection, string containerId, int exitCode)
    {
        var request = await FakeKeeper.ReceiveAsync(connection);
        Assert.Equal(Request.VerbOneofCase.Subscribe, request.VerbCase);
        await FakeKeeper.SendAsync(connection, new Reply { Id = request.Id, Done = new Done() });
        await FakeKeeper.SendAsync(connection, new Reply
        {
            ContainerExit = new KeeperProtocol.V1.ContainerExit { ContainerId = containerId, ExitCode = exitCode },
        });
    }
}
