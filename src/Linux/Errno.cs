namespace CriSharp.Linux;

/// <summary>Error numbers of the kernel that the code tells apart (errno(3)); values of x86-64 and arm64.</summary>
public enum Errno
{
    None = 0,
    NotPermitted = 1, // EPERM
    NoEntry = 2, // ENOENT
    NoProcess = 3, // ESRCH
    Interrupted = 4, // EINTR
    InputOutput = 5, // EIO
    NoDevice = 6, // ENXIO
    ArgumentsTooLong = 7, // E2BIG
    NotExecutable = 8, // ENOEXEC
    BadDescriptor = 9, // EBADF
    NoChild = 10, // ECHILD
    TryAgain = 11, // EAGAIN
    OutOfMemory = 12, // ENOMEM
    AccessDenied = 13, // EACCES
    Busy = 16, // EBUSY
    Exists = 17, // EEXIST
    CrossDevice = 18, // EXDEV
    NoSuchDevice = 19, // ENODEV: also what a kernfs file answers once its directory is removed
    NotDirectory = 20, // ENOTDIR
    IsDirectory = 21, // EISDIR
    InvalidArgument = 22, // EINVAL
    TooManyFiles = 24, // EMFILE
    NoSpace = 28, // ENOSPC
    IllegalSeek = 29, // ESPIPE
    ReadOnly = 30, // EROFS
    BrokenPipe = 32, // EPIPE
    NameTooLong = 36, // ENAMETOOLONG
    NotImplemented = 38, // ENOSYS
    NotEmpty = 39, // ENOTEMPTY
    Loop = 40, // ELOOP
    NoData = 61, // ENODATA
    NotSupported = 95, // EOPNOTSUPP
    AddressInUse = 98, // EADDRINUSE
    ConnectionAborted = 103, // ECONNABORTED
    ConnectionReset = 104, // ECONNRESET
    ConnectionRefused = 111, // ECONNREFUSED
}
