using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CriSharp.Tests.e2e.Registry;

/// <summary>Debian's <c>docker-registry</c> on a loopback port that the kernel chose.</summary>
public sealed partial class RegistryServer : IAsyncDisposable
{
    private readonly Process _process;

    private RegistryServer(Process process, string storage, int port)
    {
        _process = process;
        Storage = storage;
        Address = $"127.0.0.1:{port}";
    }

    /// <summary>Host and port, the first part of an image reference.</summary>
    public string Address { get; }

    /// <summary>Where the registry keeps its blobs.</summary>
    public string Storage { get; }

    /// <param name="directory">For configuration and log of this server.</param>
    /// <param name="storage">May be shared by several servers.</param>
    /// <param name="certificate">PEM files of certificate and key; null serves plain HTTP.</param>
    /// <param name="passwords">An htpasswd file with bcrypt hashes; null lets everybody in.</param>
    public static async Task<RegistryServer> StartAsync(
        string directory, string storage, (string Certificate, string Key)? certificate = null, string? passwords = null)
    {
        var configuration = Path.Combine(Directory.CreateDirectory(directory).FullName, "registry.yml");
        await File.WriteAllTextAsync(configuration, Configuration(storage, certificate, passwords));
        var start = new ProcessStartInfo("docker-registry", ["serve", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var port = await PortAsync(process);
        process.ErrorDataReceived += (_, _) => { };
        return new RegistryServer(process, storage, port);
    }

    /// <summary>The file of a blob, for tests that damage it.</summary>
    public string BlobPath(string digest)
    {
        var hex = digest["sha256:".Length..];
        return Path.Combine(Storage, "docker/registry/v2/blobs/sha256", hex[..2], hex, "data");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Configuration(string storage, (string Certificate, string Key)? certificate, string? passwords)
    {
        var tls = certificate is { } files ? $"\n  tls: {{certificate: {files.Certificate}, key: {files.Key}}}" : "";
        var auth = passwords is null ? "" : $"\nauth: {{htpasswd: {{realm: crtest, path: {passwords}}}}}";
        return $$$"""
            version: 0.1
            log: {level: info, accesslog: {disabled: true}}
            storage: {filesystem: {rootdirectory: {{{storage}}}}, delete: {enabled: true}}
            http:
              addr: 127.0.0.1:0{{{tls}}}
              secret: crtest{{{auth}}}
            """;
    }

    // It says where it listens on its standard error, which must be read on to its end so that it never blocks.
    private static async Task<int> PortAsync(Process process)
    {
        var found = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lines = new List<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            lines.Add(line.Data ?? "");
            if (ListeningLine().Match(line.Data ?? "") is { Success: true } match)
            {
                found.TrySetResult(int.Parse(match.Groups[1].Value));
            }
            else if (line.Data is null)
            {
                found.TrySetException(new InvalidOperationException("docker-registry ended:\n" + string.Join('\n', lines)));
            }
        };
        process.BeginErrorReadLine();
        return await found.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex ListeningLine();
}
