using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Specs.Rules;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// The signal that asks a container to stop: the client's, else the image's STOPSIGNAL, else SIGTERM (KEP-4960). The CRI numbers its
/// signals by its schema, not by the kernel, so they are matched by name.
/// </summary>
public static class StopSignals
{
    private const int RealtimeFirst = 34; // SIGRTMIN of glibc, which keeps 32 and 33 for itself (signal(7))
    private const int RealtimeLast = 64; // SIGRTMAX
    private const string Prefix = "SIG";

    // x86-64 and arm64 (signal(7)). Where two names have one number the first is the one to tell.
    private static readonly (string Name, int Number)[] Standard =
    [
        ("HUP", 1), ("INT", 2), ("QUIT", 3), ("ILL", 4), ("TRAP", 5), ("ABRT", 6), ("IOT", 6), ("BUS", 7), ("FPE", 8), ("KILL", 9),
        ("USR1", 10), ("SEGV", 11), ("USR2", 12), ("PIPE", 13), ("ALRM", 14), ("TERM", 15), ("STKFLT", 16), ("CHLD", 17), ("CLD", 17),
        ("CONT", 18), ("STOP", 19), ("TSTP", 20), ("TTIN", 21), ("TTOU", 22), ("URG", 23), ("XCPU", 24), ("XFSZ", 25), ("VTALRM", 26),
        ("PROF", 27), ("WINCH", 28), ("IO", 29), ("POLL", 29), ("PWR", 30), ("SYS", 31),
    ];

    private static readonly Dictionary<string, int> Numbers = Standard.ToDictionary(signal => signal.Name, signal => signal.Number);

    /// <summary>The kernel's number of the signal in force for a container.</summary>
    /// <exception cref="FailureException">InvalidArgument: the image names a signal that does not exist.</exception>
    public static int Effective(Cri.ContainerConfig config, ImageConfig image)
    {
        if (config.StopSignal != Cri.Signal.RuntimeDefault)
        {
            return Number(config.StopSignal)
                ?? throw ConfigCheck.Container.Refused("stop_signal", $"no signal has the value {(int)config.StopSignal}");
        }

        return image.StopSignal.Length == 0
            ? Numbers["TERM"]
            : Parse(image.StopSignal)
                ?? throw ConfigCheck.Image.Refused("StopSignal", $"there is no signal {image.StopSignal}");
    }

    /// <summary>The kernel's number; null for SIGNAL_RUNTIME_DEFAULT and values the schema does not have.</summary>
    public static int? Number(Cri.Signal signal) =>
        Enum.IsDefined(signal) && signal != Cri.Signal.RuntimeDefault
            ? Parse(signal.ToString().ToUpperInvariant().Replace("PLUS", "+", StringComparison.Ordinal).Replace("MINUS", "-", StringComparison.Ordinal))
            : null;

    /// <summary>A signal as images name it: <c>SIGTERM</c>, <c>TERM</c>, <c>15</c>, <c>SIGRTMIN+3</c>, in any case; null if there is none such.</summary>
    public static int? Parse(string text)
    {
        var name = text.ToUpperInvariant();
        name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        if (Numbers.TryGetValue(name, out var standard))
        {
            return standard;
        }

        var number = int.TryParse(name, out var plain) ? plain : Realtime(name);
        return number is >= 1 and <= RealtimeLast ? number : null;
    }

    /// <summary>How the CRI names a kernel signal: for ContainerStatus.stop_signal.</summary>
    public static Cri.Signal ToCri(int number) => Enum.GetValues<Cri.Signal>()
        .Where(signal => Number(signal) == number)
        .OrderBy(signal => Array.FindIndex(Standard, entry => signal.ToString().Equals(Prefix + entry.Name, StringComparison.OrdinalIgnoreCase)))
        .FirstOrDefault();

    private static int? Realtime(string name)
    {
        if (name.Length < 5 || name[..5] is not ("RTMIN" or "RTMAX"))
        {
            return null;
        }

        var isFromFirst = name[..5] == "RTMIN";
        var offset = name[5..];
        if (offset.Length == 0)
        {
            return isFromFirst ? RealtimeFirst : RealtimeLast;
        }

        // Only away from the end that is named: SIGRTMIN-1 is the C library's own.
        return offset[0] == (isFromFirst ? '+' : '-') && int.TryParse(offset[1..], out var distance) && distance is >= 0 and <= RealtimeLast - RealtimeFirst
            ? isFromFirst ? RealtimeFirst + distance : RealtimeLast - distance
            : null;
    }
}
