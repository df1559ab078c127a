// Measures the keeper's log path: a program writes 92-byte lines as fast as it can into a pipe, the keeper's code
// makes CRI records of them in a file. Prints MiB of content per second, for the whole path and for the making of
// records alone. LogWriter [DIRECTORY] [MEBIBYTES]
using System.Diagnostics;
using System.Text;
using CriSharp.Keeper;
using CriSharp.Keeper.Logs;
using CriSharp.Keeper.Stdio;
using CriSharp.Linux.Processes;

const int LineBytes = 92;
const long Mebibyte = 1024 * 1024;
var directory = Directory.CreateDirectory(Path.Combine(args.Length > 0 ? args[0] : Path.GetTempPath(), $"LogWriter-{Environment.ProcessId}"));
var bytes = (args.Length > 1 ? long.Parse(args[1]) : 1024) * Mebibyte;
var line = new string('x', LineBytes - 1);
try
{
    for (var round = 1; round <= 3; round++)
    {
        Console.WriteLine($"round {round}: pipe to file {await PipeToFileAsync():F0} MiB/s, records alone {RecordsAlone():F0} MiB/s");
    }
}
finally
{
    directory.Delete(recursive: true);
}

async Task<double> PipeToFileAsync()
{
    var path = Path.Combine(directory.FullName, "0.log");
    var log = ContainerLog.Open("bench", path, new LogThread(TimeProvider.System), new KeeperJournal(Console.Error, TimeProvider.System));
    using var stdio = new ContainerStdio(hasStdin: false);
    using var writer = ChildProcess.Spawn(new SpawnRequest
    {
        Path = "/bin/sh",
        Arguments = ["-c", $"exec dd if=/dev/stdin bs=64k iflag=fullblock count={bytes / 65536} 2>/dev/null < {Source()}"],
        Environment = ["PATH=/usr/bin:/bin"],
        Stdin = stdio.ChildStdin,
        Stdout = stdio.ChildStdout,
        Stderr = stdio.ChildStderr,
    });
    stdio.CloseChildEnds();
    var clock = Stopwatch.StartNew();
    await log.StartAsync(stdio.Stdout, stdio.Stderr);
    await writer.EndOrKillAsync(CancellationToken.None);
    await log.CompleteAsync();
    var seconds = clock.Elapsed.TotalSeconds;
    await log.CloseAsync();
    var records = new FileInfo(path).Length / (LineBytes + 40);
    File.Delete(path);
    return records * LineBytes / Mebibyte / seconds;
}

// Lines ready made, so that the writing program costs little.
string Source()
{
    var path = Path.Combine(directory.FullName, "lines");
    if (!File.Exists(path))
    {
        using var file = File.CreateText(path);
        for (long written = 0; written < bytes; written += LineBytes)
        {
            file.Write(line + '\n');
        }
    }

    return path;
}

double RecordsAlone()
{
    var batch = new LogBatch();
    var splitter = new LineSplitter();
    var read = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line + "\n", LogThread.ReadBytes / LineBytes)));
    var output = new Nowhere();
    var clock = Stopwatch.StartNew();
    for (long done = 0; done < bytes; done += read.Length)
    {
        batch.Begin(output, "stdout"u8, TimeProvider.System.GetUtcNow());
        splitter.Split(read, batch);
        batch.Flush();
    }

    return bytes / Mebibyte / clock.Elapsed.TotalSeconds;
}

internal sealed class Nowhere : ILogOutput
{
    public void Write(ReadOnlySpan<byte> records)
    {
    }
}
