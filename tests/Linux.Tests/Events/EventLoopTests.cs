using CriSharp.Linux.Descriptors;
using CriSharp.Linux.Events;
using Xunit;

namespace CriSharp.Tests.Linux.Events;

public sealed class EventLoopTests
{
    [Fact]
    public async Task Watch_CallbackThrows_IsReportedAndTheLoopGoesOn()
    {
        var reported = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var loop = new EventLoop("test") { Report = reported.SetResult };
        using var pipe = Pipe.Open();
        Descriptor.TryWrite(pipe.Writer, "x"u8);

        loop.Watch(pipe.Reader, IoEvents.Readable, _ => throw new InvalidOperationException("broken callback"));

        Assert.Contains("broken callback", await reported.Task.WaitAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(7, await loop.RunAsync(() => 7)); // the watch did not fire again: that would set the result twice
    }
}
