using CriSharp.Failures;
using CriSharp.Images.Toml;

namespace CriSharp.Images.Registry.Hosts;

/// <summary>
/// Directories in containerd's <c>certs.d</c> layout: one below for each registry, named <c>host_port_</c> or <c>host:port</c>, and
/// <c>_default</c> for all others. Read at each pull, so that a change takes effect at once.
/// </summary>
internal sealed class HostsDirectory(IEnumerable<string> directories)
{
    private const string FileName = "hosts.toml";
    private const int LongestFile = 1024 * 1024;

    /// <summary>The hosts to ask for the registry's images, in this order; null where no directory speaks of the registry.</summary>
    /// <exception cref="FailureException">FailedPrecondition: a file cannot be used; the message names it.</exception>
    internal IReadOnlyList<HostSettings>? Find(string registry) =>
        directories.SelectMany(directory => Names(registry).Select(name => Path.Combine(directory, name)))
            .Where(Directory.Exists)
            .Select(directory => Read(registry, directory))
            .FirstOrDefault(hosts => hosts is not null);

    private static IEnumerable<string> Names(string registry)
    {
        var port = registry.LastIndexOf(':');
        string[] escaped = port > 0 && !registry.EndsWith(']') ? [$"{registry[..port]}_{registry[(port + 1)..]}_"] : [];
        return [.. escaped, registry, "_default"];
    }

    private static IReadOnlyList<HostSettings>? Read(string registry, string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            return File.Exists(path) ? HostsFile.Read(registry, Content(path), directory) : CertificatesOnly(registry, directory);
        }
        catch (Exception e) when (e is TomlException or IOException or UnauthorizedAccessException)
        {
            throw new FailureException(FailureKind.FailedPrecondition, $"registry configuration {path}: {e.Message}", e);
        }
    }

    private static byte[] Content(string path) => new FileInfo(path).Length <= LongestFile
        ? File.ReadAllBytes(path)
        : throw new IOException($"longer than {LongestFile} bytes");

    // Docker's older layout, which containerd reads too: authorities are *.crt, a client's certificate and key *.cert and *.key.
    private static IReadOnlyList<HostSettings>? CertificatesOnly(string registry, string directory)
    {
        var authorities = Files(directory, "*.crt");
        var clients = Files(directory, "*.cert").Select(file => new ClientCertificate(file, Path.ChangeExtension(file, ".key"))).ToList();
        return authorities.Count + clients.Count == 0
            ? null
            : [HostsFile.Read(registry, [], directory)[0] with { CertificateAuthorities = authorities, ClientCertificates = clients }];
    }

    private static List<string> Files(string directory, string pattern) => [.. Directory.EnumerateFiles(directory, pattern).Order(StringComparer.Ordinal)];
}
