namespace CriSharp.Keeper;

/// <summary>What the command line says.</summary>
/// <param name="Socket">Path of the socket to serve on.</param>
/// <param name="State">Directory of the records, on a file system that is empty after a reboot.</param>
/// <param name="Foreground">Ctrl-C ends it as SIGTERM does; otherwise the keeper ignores its terminal.</param>
internal sealed record KeeperOptions(string Socket, string State, bool Foreground)
{
    internal const string Usage = "usage: crisharp-keeper --socket PATH --state DIR [--foreground]";

    /// <exception cref="ArgumentException">An option is unknown, twice there, or missing.</exception>
    internal static KeeperOptions Parse(IReadOnlyList<string> arguments)
    {
        Dictionary<string, string> given = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            var value = name switch
            {
                "--socket" or "--state" => ++i < arguments.Count ? arguments[i] : throw new ArgumentException($"{name}: value missing"),
                "--foreground" => "",
                _ => throw new ArgumentException($"{name}: no such option"),
            };
            if (!given.TryAdd(name, value))
            {
                throw new ArgumentException($"{name}: given twice");
            }
        }

        return new KeeperOptions(RequiredPath(given, "--socket"), RequiredPath(given, "--state"), given.ContainsKey("--foreground"));
    }

    private static string RequiredPath(Dictionary<string, string> given, string name) => given.TryGetValue(name, out var path)
        ? Path.GetFullPath(path)
        : throw new ArgumentException($"{name}: missing");
}
