using System.CommandLine;
using System.CommandLine.Completions;
using CriSharp.Cli.Connection;
using Grpc.Core;

namespace CriSharp.Cli;

/// <summary>
/// The names that completion offers. Completion sources are synchronous, so the names are fetched before, and only when the shell asks
/// for completions; a daemon that is away or slow gives none and says nothing.
/// </summary>
internal sealed class KnownNames
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private List<string> _containers = [];
    private List<string> _pods = [];
    private List<string> _images = [];

    /// <summary>Whether this invocation is a shell asking for completions (System.CommandLine's suggest directive).</summary>
    public static bool AreWanted(string[] args) => args is [['[', 's', 'u', 'g', 'g', 'e', 's', 't', ..], ..];

    /// <summary>Fetches the names.</summary>
    public async Task LoadAsync(string socket, TimeProvider time)
    {
        using var daemon = new Daemon(socket);
        using var deadline = new CancellationTokenSource(Patience, time);
        try
        {
            var images = daemon.Images.ListImagesAsync(new Cri.ListImagesRequest(), cancellationToken: deadline.Token).ResponseAsync;
            var inventory = await Inventory.LoadAsync(daemon, deadline.Token);
            _containers = [.. inventory.Containers.Select(container => container.Metadata.Name)];
            _pods = [.. inventory.Pods.Select(pod => pod.Metadata.Name)];
            _images = [.. (await images).Images.SelectMany(image => image.RepoTags)];
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException)
        {
            // Whoever presses Tab wants no error message in the middle of the line.
        }
    }

    /// <summary>Completes names of containers.</summary>
    public void CompleteContainers(Argument argument) => argument.CompletionSources.Add(_ => Items(_containers));

    /// <summary>Completes names of containers and pods.</summary>
    public void CompleteContainersAndPods(Argument argument) => argument.CompletionSources.Add(_ => Items(_containers.Concat(_pods)));

    /// <summary>Completes names of images.</summary>
    public void CompleteImages(Argument argument) => argument.CompletionSources.Add(_ => Items(_images));

    /// <summary>Completes names of everything that can be inspected.</summary>
    public void CompleteAll(Argument argument) =>
        argument.CompletionSources.Add(_ => Items(_containers.Concat(_pods).Concat(_images)));

    private static IEnumerable<CompletionItem> Items(IEnumerable<string> names) => names.Distinct().Select(name => new CompletionItem(name));
}
