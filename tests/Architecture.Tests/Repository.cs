namespace CriSharp.Tests.Architecture;

/// <summary>The repository that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>The directory of CriSharp.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "CriSharp.sln")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        return directory;
    }
}
