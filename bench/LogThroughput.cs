namespace CriSharp.Bench;

/// <summary>
/// How fast a runtime writes the log of a container that prints as fast as it can: it copies a file of lines that is mounted into it,
/// which costs least.
/// </summary>
internal static class LogThroughput
{
    private const int LineBytes = 92;
    private const int Mebibyte = 1024 * 1024;

    /// <summary>Mebibytes of output a second, by the container's own start and end. Throws if the log lacks a line.</summary>
    public static async Task<double> MeasureAsync(Peer peer, int mebibytes)
    {
        var lines = await WriteLinesAsync(peer.LinesPath);
        var pod = new BenchPod(peer);
        await pod.RunAsync();
        await pod.CreateAsync($"for copy in $(seq {mebibytes}); do cat {BenchPod.LinesMount}; done");
        await pod.StartAsync();
        var status = await pod.StatusAsync();
        while (status.State != Cri.ContainerState.ContainerExited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
            status = await pod.StatusAsync();
        }

        var written = await CountLinesAsync(pod.LogPath);
        await pod.TearDownAsync();
        return written == lines * mebibytes
            ? lines * mebibytes * LineBytes / (double)Mebibyte / ((status.FinishedAt - status.StartedAt) / 1e9)
            : throw new InvalidOperationException($"{peer.Name}: the log has {written} lines of {lines * mebibytes}");
    }

    /// <summary>Makes a file of about a mebibyte and returns how many lines it has.</summary>
    private static async Task<long> WriteLinesAsync(string path)
    {
        const int Lines = Mebibyte / LineBytes;
        await File.WriteAllTextAsync(path, string.Concat(Enumerable.Repeat(new string('x', LineBytes - 1) + '\n', Lines)));
        return Lines;
    }

    private static async Task<long> CountLinesAsync(string path)
    {
        await using var log = File.OpenRead(path);
        var buffer = new byte[Mebibyte];
        long lines = 0;
        for (int count; (count = await log.ReadAsync(buffer)) > 0;)
        {
            lines += buffer.AsSpan(0, count).Count((byte)'\n');
        }

        return lines;
    }
}
