namespace CriSharp.Linux.Threads;

/// <summary>
/// Runs work on a thread of its own that ends afterwards. Namespaces, the working directory after <c>unshare(CLONE_FS)</c> and
/// capabilities belong to a thread in the kernel; a pool thread that changed them would poison whoever runs on it next.
/// </summary>
public static class DedicatedThread
{
    /// <summary>Runs <paramref name="work"/> on a new thread and completes, off that thread, with its result or its exception.</summary>
    public static Task<T> RunAsync<T>(string name, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Complete(done, work), maxStackSize: 256 * 1024) { Name = name, IsBackground = true };
        thread.Start();
        return done.Task;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(string name, Action work) => RunAsync(name, () =>
    {
        work();
        return true;
    });

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
        try
        {
            done.SetResult(work());
        }
#pragma warning disable CA1031 // Every exception belongs to the awaiting caller; one left on this thread would end the process.
        catch (Exception e)
        {
            done.SetException(e);
        }
#pragma warning restore CA1031
    }
}
