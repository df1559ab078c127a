namespace CriSharp.Runtime.OciRuntimes;

/// <summary>A program as it is on disk, links followed: after an upgrade another one.</summary>
internal sealed record ProgramFile(string Path, DateTime ModifiedAt, long SizeBytes)
{
    public static ProgramFile Of(string program)
    {
        var file = File.ResolveLinkTarget(program, returnFinalTarget: true) as FileInfo ?? new FileInfo(program);
        return file.Exists ? new ProgramFile(file.FullName, file.LastWriteTimeUtc, file.Length) : new ProgramFile(program, default, 0);
    }
}
