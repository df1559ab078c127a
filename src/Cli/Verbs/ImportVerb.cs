using System.CommandLine;
using CriSharp.Cli.Output;
using Grpc.Core;
using Node.V1;

namespace CriSharp.Cli.Verbs;

/// <summary><c>image import</c>: stores images from a file or directory, without a registry.</summary>
internal static class ImportVerb
{
    public static Command Create(CommandTree tree)
    {
        var file = CommonArguments.One("file", "An OCI layout (directory or tar) or a docker archive");
        var name = CommonOptions.Value("--name", "name[:tag]", "The name of an image that carries none; it replaces that of a single image");
        var command = new Command("import", "Stores the images of an OCI layout or a docker archive") { file, name };
        tree.OnInvoke(command, async session =>
        {
            // The daemon opens it, and has another working directory.
            var path = Path.GetFullPath(session.Get(file));
            if (!Path.Exists(path))
            {
                throw new CommandException($"import {path}: no such file or directory");
            }

            var request = new ImportImageRequest { Path = path, Name = session.Get(name) ?? "" };
            using var call = session.Daemon.Node.ImportImage(request, cancellationToken: session.CancellationToken);
            await foreach (var image in call.ResponseStream.ReadAllAsync(session.CancellationToken))
            {
                session.Shell.Print(Printable.Of($"{image.ImageId} {string.Join(' ', image.Names)}".TrimEnd()));
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
