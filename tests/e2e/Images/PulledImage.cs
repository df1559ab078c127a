using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.Images;

/// <summary>An image that one test has pushed and pulled; it goes with the test.</summary>
public sealed class PulledImage : IAsyncDisposable
{
    private readonly TestNode _node;

    private PulledImage(TestNode node, string id)
    {
        _node = node;
        Id = id;
    }

    public string Id { get; }

    public static async Task<PulledImage> PullAsync(TestNode node, BuiltImage image)
    {
        var name = $"of-a-test-{Guid.NewGuid():N}";
        await node.Host.Publisher.PushAsync(image, name, "latest");
        return new PulledImage(node, await node.PullAsync($"{node.Host.Plain.Address}/{name}:latest"));
    }

    public async ValueTask DisposeAsync() => await _node.Images.RemoveImageAsync(new() { Image = new() { Image = Id } });
}
