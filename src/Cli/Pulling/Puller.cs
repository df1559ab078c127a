using Grpc.Core;
using Node.V1;

namespace CriSharp.Cli.Pulling;

/// <summary>Pulls an image and shows how far it is.</summary>
internal static class Puller
{
    /// <summary>The id of the image, once it is stored. Cancelling the session stops the pull.</summary>
    public static async Task<string> PullAsync(Session session, PullImageRequest request, bool quiet = false)
    {
        using var call = session.Daemon.Node.PullImage(request, cancellationToken: session.CancellationToken);
        using var view = View(session.Shell, request.Image, quiet);
        var id = "";
        await foreach (var progress in call.ResponseStream.ReadAllAsync(session.CancellationToken))
        {
            view.Show(progress.Layers);
            id = progress.ImageId.Length > 0 ? progress.ImageId : id;
        }

        view.Done();
        return id.Length > 0 ? id : throw new CommandException($"pull {request.Image}: the daemon ended the pull without an image");
    }

    private static IPullView View(Shell shell, string image, bool quiet) =>
        quiet ? new SilentPull()
        : shell.ErrorIsTerminal ? new PullBar(shell, image)
        : new PullLines(shell, image);
}
