namespace CriSharp.PodSandbox.Specs;

/// <summary>Absolute paths inside a container, as text: nothing here looks at a file system.</summary>
internal static class ContainerPath
{
    /// <summary>The path without empty and <c>.</c> parts and without a slash at its end.</summary>
    public static string Clean(string path) => '/' + string.Join('/', Parts(path));

    /// <summary>How many names it has.</summary>
    public static int Depth(string path) => Parts(path).Count();

    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
}
