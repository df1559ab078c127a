using System.Runtime.InteropServices;

namespace CriSharp.Linux.Processes;

/// <summary>
/// posix_spawn(3) with what a daemon's child needs: no inherited descriptor, signal mask or disposition, and a
/// session of its own.
/// </summary>
internal static unsafe class PosixSpawn
{
    private const short SetSignalDefault = 0x04; // POSIX_SPAWN_SETSIGDEF
    private const short SetSignalMask = 0x08; // POSIX_SPAWN_SETSIGMASK
    private const short SetSession = 0x80; // POSIX_SPAWN_SETSID
    private const int FirstAfterStandard = 3;
    private const int OpaqueBytes = 512; // above glibc's size of each opaque type: 336, 80 and 128
    private const int ByProcessId = 1; // P_PID
    private const int Exited = 4; // WEXITED

    internal static int Start(SpawnRequest request)
    {
        using var arguments = new NativeStrings([request.Path, .. request.Arguments]);
        using var environment = new NativeStrings(request.Environment);
        var actions = stackalloc byte[OpaqueBytes];
        var attributes = stackalloc byte[OpaqueBytes];
        Check(LibC.SpawnActionsInit(actions), request);
        Check(LibC.SpawnAttributesInit(attributes), request);
        try
        {
            SetAttributes(attributes, request);
            SetActions(actions, request);
            int processId;
            Check(LibC.Spawn(&processId, request.Path, actions, attributes, arguments.Pointer, environment.Pointer), request);
            return processId;
        }
        finally
        {
            _ = LibC.SpawnAttributesDestroy(attributes);
            _ = LibC.SpawnActionsDestroy(actions);
        }
    }

    /// <summary>Waits for a child that has been killed.</summary>
    internal static void Reap(int processId)
    {
        WaitInfo info = default;
        while (LibC.WaitId(ByProcessId, processId, &info, Exited) < 0 && Marshal.GetLastPInvokeError() == (int)Errno.Interrupted)
        {
        }
    }

    private static void SetAttributes(byte* attributes, SpawnRequest request)
    {
        var signals = stackalloc byte[OpaqueBytes];
        new Span<byte>(signals, OpaqueBytes).Clear();
        Check(LibC.SpawnAttributesSetSignalMask(attributes, signals), request);

        // All to their default: .NET ignores SIGPIPE, and an ignored signal stays ignored across exec.
        new Span<byte>(signals, OpaqueBytes).Fill(0xff);
        Check(LibC.SpawnAttributesSetSignalDefault(attributes, signals), request);
        Check(LibC.SpawnAttributesSetFlags(attributes, SetSignalDefault | SetSignalMask | SetSession), request);
    }

    private static void SetActions(byte* actions, SpawnRequest request)
    {
        Check(LibC.SpawnActionsAddDuplicate(actions, request.Stdin, 0), request);
        Check(LibC.SpawnActionsAddDuplicate(actions, request.Stdout, 1), request);
        Check(LibC.SpawnActionsAddDuplicate(actions, request.Stderr, 2), request);
        Check(LibC.SpawnActionsAddCloseFrom(actions, FirstAfterStandard), request);
        if (request.WorkingDirectory is { } directory)
        {
            Check(LibC.SpawnActionsAddChangeDirectory(actions, directory), request);
        }
    }

    private static void Check(int error, SpawnRequest request)
    {
        if (error != 0)
        {
            throw new LinuxException("posix_spawn", request.Path, (Errno)error);
        }
    }
}
