using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Cdi;

/// <summary>The moments at which a CDI hook may run: those of the OCI runtime specification.</summary>
internal static class CdiHook
{
    /// <summary>The names in a file.</summary>
    public static IReadOnlyList<string?> Names { get; } = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    /// <summary>The same hooks and one more, run after those that are there.</summary>
    public static Hooks Add(Hooks hooks, string name, Hook hook) => name switch
    {
        "prestart" => hooks with { Prestart = [.. hooks.Prestart ?? [], hook] },
        "createRuntime" => hooks with { CreateRuntime = [.. hooks.CreateRuntime ?? [], hook] },
        "createContainer" => hooks with { CreateContainer = [.. hooks.CreateContainer ?? [], hook] },
        "startContainer" => hooks with { StartContainer = [.. hooks.StartContainer ?? [], hook] },
        "poststart" => hooks with { Poststart = [.. hooks.Poststart ?? [], hook] },
        "poststop" => hooks with { Poststop = [.. hooks.Poststop ?? [], hook] },
        _ => throw new ArgumentException($"{name} is no hook", nameof(name)),
    };
}
