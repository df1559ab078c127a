namespace CriSharp.Linux.Limits;

/// <summary>The limited resources of a process (getrlimit(2)).</summary>
public enum LimitedResource
{
    ProcessorTime = 0, // RLIMIT_CPU, seconds
    FileSize = 1, // RLIMIT_FSIZE, bytes
    Data = 2, // RLIMIT_DATA, bytes
    Stack = 3, // RLIMIT_STACK, bytes
    Core = 4, // RLIMIT_CORE, bytes
    ResidentSet = 5, // RLIMIT_RSS, bytes; without effect
    Processes = 6, // RLIMIT_NPROC
    OpenFiles = 7, // RLIMIT_NOFILE
    LockedMemory = 8, // RLIMIT_MEMLOCK, bytes
    AddressSpace = 9, // RLIMIT_AS, bytes
    FileLocks = 10, // RLIMIT_LOCKS; without effect
    PendingSignals = 11, // RLIMIT_SIGPENDING
    MessageQueues = 12, // RLIMIT_MSGQUEUE, bytes
    Nice = 13, // RLIMIT_NICE
    RealtimePriority = 14, // RLIMIT_RTPRIO
    RealtimeTime = 15, // RLIMIT_RTTIME, microseconds
}
