using CriSharp.Failures;
using CriSharp.Linux.Files;
using CriSharp.Linux.Threads;
using Microsoft.Extensions.Logging;

namespace CriSharp.Images.Store;

/// <summary>The directories of the image store. Layers are named by number, so that the options of an overlay of many stay short.</summary>
internal sealed partial class StorePaths
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int LongestKey = 128;

    private readonly ILogger _logger;

    internal StorePaths(string stateDirectory, ILogger logger)
    {
        _logger = logger;
        Root = Path.GetFullPath(stateDirectory);
        Layers = Path.Combine(Root, "layers");
        Snapshots = Path.Combine(Root, "snapshots");
        Trash = Path.Combine(Root, "trash");
        Empty = Path.Combine(Root, "empty");
        View = Path.Combine(Root, "view");
    }

    internal string Root { get; }

    internal string Layers { get; }

    internal string Snapshots { get; }

    /// <summary>What is to be deleted is first moved here: out of the way at once, and found again after a crash.</summary>
    internal string Trash { get; }

    /// <summary>The lower layer of an image that has none.</summary>
    internal string Empty { get; }

    /// <summary>Where a thread with mounts of its own looks at an image.</summary>
    internal string View { get; }

    /// <summary>Layers hold set-user-id programs of any image: nobody but root may reach them.</summary>
    internal void Create()
    {
        foreach (var directory in (string[])[Root, Layers, Snapshots, Trash, Empty, View])
        {
            Directory.CreateDirectory(directory, OwnerOnly);
            File.SetUnixFileMode(directory, OwnerOnly);
        }
    }

    internal string Layer(long number) => Path.Combine(Layers, $"{number}");

    internal string Snapshot(string key) => Path.Combine(Snapshots, key);

    /// <summary>Refuses a key that is no plain file name or would break an option string.</summary>
    internal static void CheckKey(string key)
    {
        if (key.Length is 0 or > LongestKey || key[0] == '.' || !key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
        {
            throw new FailureException(FailureKind.InvalidArgument, $"snapshot \"{key}\": not a plain name");
        }
    }

    /// <summary>Deletes a directory of the store, however big; absent: nothing to do. What cannot be deleted stays in the trash until the next start.</summary>
    internal Task DiscardAsync(string directory) => DedicatedThread.RunAsync("discard", () =>
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        var name = $"{Path.GetFileName(Path.GetDirectoryName(directory))}-{Path.GetFileName(directory)}-{Guid.NewGuid():N}";
        Directory.Move(directory, Path.Combine(Trash, name));
        EmptyEntry(name);
    });

    /// <summary>Deletes what earlier runs left in the trash.</summary>
    internal Task EmptyTrashAsync() => DedicatedThread.RunAsync("empty trash", () =>
    {
        foreach (var entry in Directory.GetFileSystemEntries(Trash))
        {
            EmptyEntry(Path.GetFileName(entry));
        }
    });

    // A container can have made files immutable (chattr +i), a disk can have bad sectors: what is out of the way may wait.
    private void EmptyEntry(string name)
    {
        try
        {
            TreeRemoval.Remove(Trash, name);
        }
        catch (IOException e)
        {
            LogNotDeleted(e, Path.Combine(Trash, name));
        }
    }

    [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "Cannot delete {Path}; the next start tries again")]
    private partial void LogNotDeleted(Exception e, string path);
}
