namespace CriSharp.Runtime.OciRuntimes;

/// <summary>Finds programs by name in a list of directories, as a shell does.</summary>
internal sealed class ProgramSearch(params IReadOnlyList<string> directories)
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Where distributions and administrators install programs; not $PATH, which differs between a service and a shell.</summary>
    public static ProgramSearch Installed { get; } =
        new("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    /// <summary>The same directories as a value of PATH.</summary>
    public string PathVariable => string.Join(':', directories);

    /// <summary>The absolute path of a program given by name or by absolute path; null if there is no such executable file.</summary>
    public string? Find(string program) => Path.IsPathRooted(program)
        ? IsExecutable(program) ? program : null
        : program.Contains('/', StringComparison.Ordinal) ? null
        : directories.Select(directory => Path.Join(directory, program)).FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string path) => File.Exists(path) && (File.GetUnixFileMode(path) & Executable) != 0;
}
