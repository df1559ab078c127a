using System.Diagnostics;

namespace CriSharp.Tests.e2e.Client;

/// <summary>A program on the node itself.</summary>
public static class HostProgram
{
    /// <summary>What it wrote; it must succeed.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
        return output;
    }
}
