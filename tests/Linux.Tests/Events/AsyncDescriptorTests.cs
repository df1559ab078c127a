using CriSharp.Linux;
using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using Xunit;

namespace CriSharp.Tests.Linux.Events;

public sealed class AsyncDescriptorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_NothingYet_WaitsForTheWriter()
    {
        using var pipe = Pipe.Open();
        using var reader = new AsyncDescriptor(pipe.Reader, EventLoop.Shared);
        var buffer = new byte[16];

        var reading = reader.ReadAsync(buffer, Token).AsTask();
        Assert.False(reading.IsCompleted);
        Descriptor.TryWrite(pipe.Writer, "abc"u8);

        Assert.Equal(3, await reading);
    }

    [Fact]
    public async Task Read_WriterGone_IsTheEnd()
    {
        using var pipe = Pipe.Open();
        using var reader = new AsyncDescriptor(pipe.Reader, EventLoop.Shared);
        var reading = reader.ReadAsync(new byte[16], Token).AsTask();

        pipe.Writer.Dispose();

        Assert.Equal(0, await reading);
    }

    [Fact]
    public async Task Read_AfterACancelledRead_MissesNothing()
    {
        using var pipe = Pipe.Open();
        using var reader = new AsyncDescriptor(pipe.Reader, EventLoop.Shared);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var cancelled = reader.ReadAsync(new byte[16], cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        var reading = reader.ReadAsync(new byte[16], Token).AsTask();
        Descriptor.TryWrite(pipe.Writer, "abc"u8);

        Assert.Equal(3, await reading);
    }

    [Fact]
    public async Task WriteAll_MoreThanThePipeHolds_WaitsForTheReader()
    {
        using var pipe = Pipe.Open();
        using var reader = new AsyncDescriptor(pipe.Reader, EventLoop.Shared);
        using var writer = new AsyncDescriptor(pipe.Writer, EventLoop.Shared);
        var sent = new byte[1_000_000];
        new Random(3).NextBytes(sent);

        var writing = writer.WriteAllAsync(sent, Token).AsTask();
        var received = new byte[sent.Length];
        for (var at = 0; at < received.Length;)
        {
            at += await reader.ReadAsync(received.AsMemory(at), Token);
        }

        await writing;
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task WriteAll_ReaderGone_IsABrokenPipe()
    {
        using var pipe = Pipe.Open();
        using var writer = new AsyncDescriptor(pipe.Writer, EventLoop.Shared);
        var writing = writer.WriteAllAsync(new byte[1_000_000], Token).AsTask();

        pipe.Reader.Dispose();

        Assert.Equal(Errno.BrokenPipe, (await Assert.ThrowsAsync<LinuxException>(() => writing)).Errno);
    }

    [Fact]
    public async Task Run_OnTheLoop_ReturnsTheResultOrTheException()
    {
        var loop = EventLoop.Shared;

        Assert.Equal(42, await loop.RunAsync(() => 42));
        await Assert.ThrowsAsync<FormatException>(() => loop.RunAsync(() => int.Parse("x")));
        Assert.Equal(await loop.RunAsync(() => Environment.CurrentManagedThreadId), await loop.RunAsync(() => Environment.CurrentManagedThreadId));
    }

    [Fact]
    public async Task Watch_RegularFile_IsRefused()
    {
        using var file = OpenFile.Open("/etc/passwd", OpenOptions.ReadOnly, 0);

        Assert.Equal(Errno.NotPermitted, Assert.Throws<LinuxException>(() => new AsyncDescriptor(file, EventLoop.Shared)).Errno);
        Assert.Equal(1, await EventLoop.Shared.RunAsync(() => 1));
    }

    [Fact]
    public async Task Watch_DisposedInItsCallback_IsNotCalledAgain()
    {
        using var pipe = Pipe.Open();
        var calls = 0;
        EventWatch? watch = null;
        watch = await EventLoop.Shared.RunAsync(() => EventLoop.Shared.Watch(pipe.Reader, IoEvents.Readable, _ =>
        {
            calls++;
            watch!.Dispose();
        }));

        Descriptor.TryWrite(pipe.Writer, "abc"u8);
        while (Volatile.Read(ref calls) == 0)
        {
            await Task.Yield();
        }

        await EventLoop.Shared.RunAsync(() => 0);
        Assert.Equal(1, calls);
    }
}
