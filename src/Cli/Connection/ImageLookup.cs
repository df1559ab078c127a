namespace CriSharp.Cli.Connection;

/// <summary>Finds an image by name, by id or by the beginning of its id.</summary>
internal static class ImageLookup
{
    /// <summary>The daemon's answer for the image; its <c>Image</c> is unset if there is none.</summary>
    public static async Task<Cri.ImageStatusResponse> StatusAsync(
        Daemon daemon, string image, bool verbose, CancellationToken cancellationToken)
    {
        var request = new Cri.ImageStatusRequest { Image = new Cri.ImageSpec { Image = image }, Verbose = verbose };
        return await daemon.Images.ImageStatusAsync(request, cancellationToken: cancellationToken);
    }

    /// <summary>The same; a beginning of one image's id will do, and no image is an error.</summary>
    public static async Task<Cri.ImageStatusResponse> FindAsync(Daemon daemon, string text, bool verbose, CancellationToken cancellationToken)
    {
        if (await StatusAsync(daemon, text, verbose, cancellationToken) is { Image: not null } status)
        {
            return status;
        }

        var list = await daemon.Images.ListImagesAsync(new Cri.ListImagesRequest(), cancellationToken: cancellationToken);
        var found = list.Images.Where(image => StartsWith(image.Id, text)).ToList();
        return found.Count switch
        {
            1 => await StatusAsync(daemon, found[0].Id, verbose, cancellationToken),
            0 => throw new CommandException($"no such image: {text}"),
            _ => throw new CommandException(
                $"{text} could be any of {found.Count} images; say which:\n{string.Join('\n', found.Select(Describe))}"),
        };
    }

    // With or without the algorithm before the digits.
    private static bool StartsWith(string id, string text)
    {
        var digits = id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return text.Length > 0 && (id.StartsWith(text, StringComparison.Ordinal) || digits.StartsWith(text, StringComparison.Ordinal));
    }

    private static string Describe(Cri.Image image) => $"  {image.Id}  {string.Join(' ', image.RepoTags)}";
}
