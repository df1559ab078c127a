namespace CriSharp.Bench;

/// <summary>
/// The measurements. Peers take turns within each, and the one that begins changes, so that whatever else the machine does meets all alike.
/// </summary>
internal sealed class Comparison(IReadOnlyList<Peer> peers, Plan plan, Report report)
{
    private const int WarmUpRounds = 2;
    private const int AtATime = 4;
    private const int LogRuns = 3;
    private const double KibibytesPerMebibyte = 1024;

    private readonly TimeProvider _clock = TimeProvider.System;

    public async Task RunAsync()
    {
        await ForEachPeerAsync("memory, idle", peer =>
        {
            report.AddCost("memory of the runtime, idle", peer.Name, "MiB", RuntimeMemory.Kibibytes(peer.Directory) / KibibytesPerMebibyte);
            return Task.CompletedTask;
        });
        await OneAtATimeAsync();
        await ForEachPeerAsync($"{AtATime} at a time", ManyAtATimeAsync);
        for (var run = 0; run < LogRuns; run++)
        {
            await ForEachPeerAsync("log", async peer =>
                report.AddYield("log, 92-byte lines", peer.Name, "MiB/s", await LogThroughput.MeasureAsync(peer, plan.LogMebibytes)), run);
        }
    }

    private async Task OneAtATimeAsync()
    {
        for (var round = -WarmUpRounds; round < plan.Rounds; round++)
        {
            await ForEachPeerAsync($"one at a time, round {round + 1}", peer => LifeAsync(peer, measured: round >= 0), Math.Abs(round));
        }
    }

    private async Task LifeAsync(Peer peer, bool measured)
    {
        var pod = new BenchPod(peer);
        await LaunchAsync(peer, pod, "", measured);
        await StepAsync(peer, "ExecSync true", measured, pod.ExecAsync);
        await TearDownAsync(peer, pod, "", measured);
    }

    private async Task ManyAtATimeAsync(Peer peer)
    {
        var idle = RuntimeMemory.Kibibytes(peer.Directory);
        var pods = Enumerable.Range(0, plan.Pods).Select(_ => new BenchPod(peer)).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtATime };
        var how = $", {AtATime} at a time";

        var starting = await MeasureAsync(() => Parallel.ForEachAsync(pods, options, async (pod, _) => await LaunchAsync(peer, pod, how, measured: true)));
        var busy = RuntimeMemory.Kibibytes(peer.Directory);
        var ending = await MeasureAsync(() => Parallel.ForEachAsync(pods, options, async (pod, _) => await TearDownAsync(peer, pod, how, measured: true)));

        report.AddYield($"pods started a second{how}", peer.Name, "/s", pods.Count / starting.TotalSeconds);
        report.AddYield($"pods removed a second{how}", peer.Name, "/s", pods.Count / ending.TotalSeconds);
        report.AddCost($"memory of the runtime, {pods.Count} pods", peer.Name, "MiB", busy / KibibytesPerMebibyte);
        report.AddCost("memory of the runtime, per pod", peer.Name, "KiB", (busy - idle) / (double)pods.Count);
    }

    private async Task LaunchAsync(Peer peer, BenchPod pod, string how, bool measured)
    {
        await StepAsync(peer, $"RunPodSandbox{how}", measured, pod.RunAsync);
        await StepAsync(peer, $"CreateContainer{how}", measured, () => pod.CreateAsync(BenchPod.Workload));
        await StepAsync(peer, $"StartContainer{how}", measured, pod.StartAsync);
    }

    private async Task TearDownAsync(Peer peer, BenchPod pod, string how, bool measured)
    {
        await StepAsync(peer, $"StopContainer{how}", measured, pod.StopContainerAsync);
        await StepAsync(peer, $"RemoveContainer{how}", measured, pod.RemoveContainerAsync);
        await StepAsync(peer, $"StopPodSandbox{how}", measured, pod.StopAsync);
        await StepAsync(peer, $"RemovePodSandbox{how}", measured, pod.RemoveAsync);
    }

    private async Task StepAsync(Peer peer, string what, bool measured, Func<Task> step)
    {
        var duration = await MeasureAsync(step);
        if (measured)
        {
            report.AddDuration(what, peer.Name, duration);
        }
    }

    private async Task ForEachPeerAsync(string what, Func<Peer, Task> measure, int first = 0)
    {
        for (var i = 0; i < peers.Count; i++)
        {
            var peer = peers[(first + i) % peers.Count];
            await Console.Error.WriteLineAsync($"{what}: {peer.Name}");
            await measure(peer);
        }
    }

    private async Task<TimeSpan> MeasureAsync(Func<Task> work)
    {
        var start = _clock.GetTimestamp();
        await work();
        return _clock.GetElapsedTime(start);
    }
}
