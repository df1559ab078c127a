using CriSharp.Cli.Output;

namespace CriSharp.Cli.Connection;

/// <summary>
/// The pods and containers of the daemon at one moment, and the way to find them by what a person types: id, name, a container as
/// <c>POD/CONTAINER</c>, or the beginning of an id. Of several attempts of one container or pod the name means the last.
/// </summary>
internal sealed class Inventory
{
    private readonly Dictionary<string, Cri.PodSandbox> _podsById;

    private Inventory(IReadOnlyList<Cri.Container> containers, IReadOnlyList<Cri.PodSandbox> pods)
    {
        Containers = containers;
        Pods = pods;
        _podsById = pods.ToDictionary(pod => pod.Id);
    }

    /// <summary>All containers, the youngest first.</summary>
    public IReadOnlyList<Cri.Container> Containers { get; }

    /// <summary>All pods, the youngest first.</summary>
    public IReadOnlyList<Cri.PodSandbox> Pods { get; }

    /// <summary>Asks the daemon.</summary>
    public static async Task<Inventory> LoadAsync(Daemon daemon, CancellationToken cancellationToken)
    {
        using var listContainers = daemon.Runtime.ListContainersAsync(new Cri.ListContainersRequest(), cancellationToken: cancellationToken);
        using var listPods = daemon.Runtime.ListPodSandboxAsync(new Cri.ListPodSandboxRequest(), cancellationToken: cancellationToken);
        await Task.WhenAll(listContainers.ResponseAsync, listPods.ResponseAsync);
        return new Inventory(
            [.. (await listContainers).Containers.OrderByDescending(container => container.CreatedAt)],
            [.. (await listPods).Items.OrderByDescending(pod => pod.CreatedAt)]);
    }

    /// <summary>The pod of a container; <c>null</c> if it went while the lists were made.</summary>
    public Cri.PodSandbox? PodOf(Cri.Container container) => _podsById.GetValueOrDefault(container.PodSandboxId);

    /// <summary>The containers of a pod.</summary>
    public IEnumerable<Cri.Container> ContainersOf(Cri.PodSandbox pod) => Containers.Where(container => container.PodSandboxId == pod.Id);

    /// <summary>The container that is meant.</summary>
    public Cri.Container Container(string text) => FindContainer(text) ?? throw new CommandException($"no such container: {text}");

    /// <summary>The container that is meant; <c>null</c> if there is none.</summary>
    public Cri.Container? FindContainer(string text)
    {
        var named = Containers
            .Where(container => container.Metadata.Name == text || $"{PodOf(container)?.Metadata.Name}/{container.Metadata.Name}" == text)
            .GroupBy(container => (container.PodSandboxId, container.Metadata.Name))
            .Select(attempts => attempts.MaxBy(container => container.Metadata.Attempt)!);
        return Only(text, "containers", Containers, named, container => container.Id, Describe);
    }

    /// <summary>The pod that is meant; <c>null</c> if there is none.</summary>
    public Cri.PodSandbox? FindPod(string text)
    {
        var named = Pods
            .Where(pod => pod.Metadata.Name == text)
            .GroupBy(pod => (pod.Metadata.Namespace, pod.Metadata.Uid))
            .Select(attempts => attempts.MaxBy(pod => pod.Metadata.Attempt)!);
        return Only(text, "pods", Pods, named, pod => pod.Id, Describe);
    }

    private static T? Only<T>(
        string text, string kind, IReadOnlyList<T> all, IEnumerable<T> named, Func<T, string> idOf, Func<T, string> describe)
        where T : class
    {
        List<T> found = all.FirstOrDefault(item => idOf(item) == text) is { } exact ? [exact] : [.. named];
        if (found.Count == 0 && text.Length > 0)
        {
            found = [.. all.Where(item => idOf(item).StartsWith(text, StringComparison.Ordinal))];
        }

        return found.Count <= 1
            ? found.SingleOrDefault()
            : throw new CommandException(
                $"{text} could be any of {found.Count} {kind}; say which by its id:\n{string.Join('\n', found.Select(describe))}");
    }

    private string Describe(Cri.Container container) =>
        $"  {ShortId.Of(container.Id)}  {container.Metadata.Name} in pod {PodOf(container)?.Metadata.Name}";

    private static string Describe(Cri.PodSandbox pod) =>
        $"  {ShortId.Of(pod.Id)}  {pod.Metadata.Name} in namespace {pod.Metadata.Namespace}";
}
