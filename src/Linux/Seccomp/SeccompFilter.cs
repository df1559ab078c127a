using System.Runtime.InteropServices;

namespace CriSharp.Linux.Seccomp;

/// <summary>
/// A system call filter in the making, by libseccomp: rules are added, then the program for the kernel is taken out. It is not loaded
/// here. Actions are the kernel's <c>SECCOMP_RET_*</c> values (seccomp(2)).
/// </summary>
public sealed class SeccompFilter : SafeHandle
{
    private const int UnknownSyscall = -1; // __NR_SCMP_ERROR

    private SeccompFilter(nint handle)
        : base(0, ownsHandle: true) => SetHandle(handle);

    public override bool IsInvalid => handle == 0;

    /// <summary>An empty filter for this processor's own calls.</summary>
    /// <exception cref="DllNotFoundException">There is no libseccomp on this host.</exception>
    public static SeccompFilter Create(uint defaultAction)
    {
        var handle = LibSeccomp.Create(defaultAction);
        return handle == 0 ? throw new LinuxException("seccomp_init", "filter", Errno.InvalidArgument) : new SeccompFilter(handle);
    }

    /// <summary>Filters for a further architecture, e.g. <c>x86</c>; the one it is made on may be named again.</summary>
    public void AddArchitecture(string name)
    {
        var architecture = LibSeccomp.ResolveArchitecture(name);
        var result = architecture == 0 ? -(int)Errno.InvalidArgument : LibSeccomp.AddArchitecture(handle, architecture);
        if (result != -(int)Errno.Exists)
        {
            Check("seccomp_arch_add", name, result);
        }
    }

    /// <summary>Adds a rule for one system call if all comparisons hold; false if this libseccomp does not know the call.</summary>
    public unsafe bool Add(uint action, string syscall, ReadOnlySpan<SeccompComparison> comparisons)
    {
        var number = LibSeccomp.ResolveSyscall(syscall);
        if (number == UnknownSyscall)
        {
            return false;
        }

        fixed (SeccompComparison* first = comparisons)
        {
            Check("seccomp_rule_add", syscall, LibSeccomp.AddRule(handle, action, number, (uint)comparisons.Length, first));
        }

        return true;
    }

    /// <summary>The program: instructions of classic BPF, 8 bytes each.</summary>
    public byte[] Export()
    {
        using var file = LibC.CreateMemoryFile("seccomp", LibC.MemoryFileCloseOnExec);
        if (file.IsInvalid)
        {
            throw LinuxException.FromLastError("memfd_create", "seccomp");
        }

        Check("seccomp_export_bpf", "filter", LibSeccomp.Export(handle, (int)file.DangerousGetHandle()));
        var program = new byte[RandomAccess.GetLength(file)];
        _ = RandomAccess.Read(file, program, fileOffset: 0);
        return program;
    }

    protected override bool ReleaseHandle()
    {
        LibSeccomp.Release(handle);
        return true;
    }

    private static void Check(string operation, string subject, int result)
    {
        if (result < 0)
        {
            throw new LinuxException(operation, subject, (Errno)(-result));
        }
    }
}
