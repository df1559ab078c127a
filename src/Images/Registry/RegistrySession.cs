using CriSharp.Failures;
using CriSharp.Images.Manifests;
using CriSharp.Images.Registry.Hosts;

namespace CriSharp.Images.Registry;

/// <summary>
/// The conversation about one repository, for one pull, with all hosts that serve it: mirrors first, each request to the next host when one
/// cannot answer it. Its requests may run in parallel.
/// </summary>
internal sealed class RegistrySession(Reference reference, IReadOnlyList<HostSession> hosts, RegistryOptions options, TimeProvider time) : IBlobSource, IDisposable
{
    private readonly Patience _patience = new(options.StallTimeout, time);

    /// <summary>A manifest or index as it came, with its media type. <paramref name="selector"/> is a tag or a digest.</summary>
    internal async Task<(byte[] Content, string? MediaType)> GetManifestAsync(string selector, CancellationToken cancellationToken)
    {
        var needs = selector.Contains(':', StringComparison.Ordinal) ? HostCapabilities.Pull : HostCapabilities.Resolve;
        var request = new RegistryRequest($"{reference.Repository}/manifests/{selector}", needs, MediaTypes.Manifests);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await GetManifestAsync(request, cancellationToken);
            }
            catch (Exception e) when (RegistryFailures.IsBroken(e))
            {
                if (attempt >= options.Attempts)
                {
                    throw new FailureException(FailureKind.RegistryUnavailable, $"the transfer of the manifest broke off {attempt} times", e);
                }
            }

            await WaitAsync(attempt, cancellationToken);
        }
    }

    public async Task<Stream> OpenAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        var digest = blob.Content();
        var stream = new ResumingStream(this, $"{reference.Repository}/blobs/{digest}", options, time);
        await stream.StartAsync(cancellationToken);
        return stream;
    }

    /// <summary>
    /// A successful answer of the first host that gives one, its content not yet read; the caller disposes it. A caller whose transfer broke
    /// off asks with a higher <paramref name="turn"/> each time, so that another host gets its turn first.
    /// </summary>
    internal async Task<HttpResponseMessage> GetAsync(RegistryRequest request, CancellationToken cancellationToken, int turn = 0)
    {
        var failures = new List<(HostSession Host, FailureException Failure)>();
        List<HostSession> able = [.. hosts.Where(host => host.Serves(request))];
        var first = able.Count == 0 ? 0 : turn % able.Count;
        foreach (var host in able.Skip(first).Concat(able.Take(first)))
        {
            try
            {
                return await host.GetAsync(request, cancellationToken);
            }
            catch (FailureException e)
            {
                failures.Add((host, e));
            }
        }

        throw MirrorFailures.Combine(failures, request);
    }

    /// <summary>The wait before the attempt after this one.</summary>
    internal Task WaitAsync(int attempt, CancellationToken cancellationToken) => HostSession.WaitAsync(options, time, attempt, null, cancellationToken);

    public void Dispose()
    {
        foreach (var host in hosts)
        {
            host.Dispose();
        }
    }

    private async Task<(byte[] Content, string? MediaType)> GetManifestAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var content = await stream.ReadAtMostAsync(ManifestReader.LongestDocument, _patience, cancellationToken);
        return content is null
            ? throw new FailureException(FailureKind.Unknown, $"the manifest is longer than {ManifestReader.LongestDocument} bytes")
            : (content, response.Content.Headers.ContentType?.MediaType);
    }
}
