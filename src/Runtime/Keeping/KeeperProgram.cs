namespace CriSharp.Runtime.Keeping;

/// <summary>How the keeper is started where no service manager does it.</summary>
public sealed record KeeperProgram
{
    /// <summary>Absolute path of <c>crisharp-keeper</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Where it serves.</summary>
    public required string Socket { get; init; }

    /// <summary>Its directory of records, on a file system that is empty after a reboot.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The file that what it says is appended to.</summary>
    public required string LogFile { get; init; }
}
