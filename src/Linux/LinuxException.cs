using System.Runtime.InteropServices;

namespace CriSharp.Linux;

/// <summary>A system call that the kernel refused: what was tried, on what, and the answer.</summary>
public sealed class LinuxException(string operation, string subject, Errno errno)
    : IOException($"{operation} {subject}: {Marshal.GetPInvokeErrorMessage((int)errno).ToLowerInvariant()}")
{
    /// <summary>The call, by its man page name.</summary>
    public string Operation { get; } = operation;

    /// <summary>The path, process or descriptor it was made on.</summary>
    public string Subject { get; } = subject;

    /// <summary>The kernel's answer.</summary>
    public Errno Errno { get; } = errno;

    /// <summary>The exception for the call that just failed on this thread.</summary>
    public static LinuxException FromLastError(string operation, string subject) =>
        new(operation, subject, (Errno)Marshal.GetLastPInvokeError());
}
