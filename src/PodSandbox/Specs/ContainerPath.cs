namespace CriSharp.PodSandbox.Specs;

/// <summary>Absolute paths inside a container, as text: nothing here looks at a file system.</summary>
internal static class ContainerPath
{
    /// <summary>The path without empty and <c>.</c> parts and without a slash at its end.</summary>
    public static string Clean(string path) => '/' + string.Join('/', Parts(path));

    /// <summary>How many names it has.</summary>
    public static int Depth(string path) => Parts(path).Count();

    /// <summary>Whether a clean path is the other one or inside it.</summary>
    public static bool IsAtOrBelow(string path, string top) => path == top || path.StartsWith(top + '/', StringComparison.Ordinal);

    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
