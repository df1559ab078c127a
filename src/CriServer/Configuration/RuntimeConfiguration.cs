using System.Text.RegularExpressions;

namespace CriSharp.CriServer.Configuration;

/// <summary>What the configured OCI runtimes must be like. Whether a program is installed is seen when it is used: it may be installed later.</summary>
internal static partial class RuntimeConfiguration
{
    /// <summary>The handlers where none is configured; the first that is installed is the default one.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = ["crun", "runc"];

    /// <param name="runtimes">By handler.</param>
    /// <param name="defaultRuntime">The handler of pods that name none; empty where none is said.</param>
    /// <param name="require">Is told what must hold, and the problem if it does not.</param>
    public static void Check(IReadOnlyDictionary<string, RuntimeOptions> runtimes, string defaultRuntime, Action<bool, string> require)
    {
        CheckDefault(runtimes, defaultRuntime, require);
        foreach (var (name, runtime) in runtimes)
        {
            var key = $"runtimes.{name}";
            require(HandlerName().IsMatch(name), $"{key}: a handler's name is made of small letters, digits and -, as in RuntimeClass");
            require(runtime.Path.Length > 0, $"{key}.path: must be set");
            require(Path.IsPathFullyQualified(runtime.Path) || !runtime.Path.Contains('/'), $"{key}.path: must be an absolute path or a program's name");
            require(runtime.Root.Length == 0 || Path.IsPathFullyQualified(runtime.Root), $"{key}.root: must be an absolute path");
            CheckArguments($"{key}.arguments", runtime.Arguments, require);
            CheckArguments($"{key}.createArguments", runtime.CreateArguments, require);
        }

        var shared = runtimes.Where(runtime => runtime.Value.Root.Length > 0).GroupBy(runtime => runtime.Value.Root).FirstOrDefault(same => same.Count() > 1);
        require(shared is null, $"runtimes.{shared?.Last().Key}.root: is the root of {shared?.First().Key} too");
    }

    // How strongly pods are isolated must not hang on the order of a file, nor on what happens to be installed.
    private static void CheckDefault(IReadOnlyDictionary<string, RuntimeOptions> runtimes, string defaultRuntime, Action<bool, string> require)
    {
        var names = runtimes.Count > 0 ? runtimes.Keys : BuiltIn;
        require(runtimes.Count < 2 || defaultRuntime.Length > 0, $"defaultRuntime: must be one of {string.Join(", ", names)}, since there is more than one");
        require(defaultRuntime.Length == 0 || names.Contains(defaultRuntime), $"defaultRuntime: {defaultRuntime} is not among the runtimes {string.Join(", ", names)}");
    }

    // What these say would be said twice, and which one counts is the program's whim.
    private static void CheckArguments(string key, string[] arguments, Action<bool, string> require)
    {
        require(arguments.All(argument => argument.Length > 0), $"{key}: an argument is empty");
        foreach (var ours in new[] { "root", "bundle", "pid-file", "console-socket", "systemd-cgroup" })
        {
            require(
                !arguments.Any(argument => argument.TrimStart('-').Split('=')[0] == ours), $"{key}: --{ours} is set by the daemon itself");
        }
    }

    // RFC 1123 label, as the API server has it for RuntimeClass.handler.
    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z")]
    private static partial Regex HandlerName();
}
