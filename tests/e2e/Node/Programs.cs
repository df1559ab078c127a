namespace CriSharp.Tests.e2e.Node;

/// <summary>The programs under test: those built together with the tests, or the published ones in <c>$CRISHARP_BIN</c>.</summary>
public static class Programs
{
    private static readonly string? Published = Environment.GetEnvironmentVariable("CRISHARP_BIN");

    public static string Daemon { get; } = Find("CriServer", "crisharpd");

    public static string Keeper { get; } = Find("Keeper", "crisharp-keeper");

    public static string Command { get; } = Find("Cli", "crisharp");

    private static string Find(string project, string program) =>
        Path.Combine(string.IsNullOrEmpty(Published) ? BuiltIn(project) : Published, program);

    // …/tests/e2e/bin/Release/net10.0 -> …/src/<project>/bin/Release/net10.0
    private static string BuiltIn(string project)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var repository = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(repository, "src", project, "bin", output.Parent!.Name, output.Name);
    }
}
