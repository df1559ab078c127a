namespace CriSharp.Linux.Limits;

/// <summary>The limited resources of a process that the code asks for (getrlimit(2)).</summary>
public enum LimitedResource
{
    Core = 4, // RLIMIT_CORE, bytes
    Processes = 6, // RLIMIT_NPROC
    OpenFiles = 7, // RLIMIT_NOFILE
}
