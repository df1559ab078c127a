using System.Diagnostics;
using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;

namespace CriSharp.Tests.e2e.CommandLine;

/// <summary>Runs <c>crisharp</c> against a node, as a user at a shell would.</summary>
public static class Command
{
    public static async Task<Output> RunAsync(TestNode node, params string[] arguments)
    {
        var start = new ProcessStartInfo(Programs.Command, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CRISHARP_SOCKET"] = node.Directories.Socket },
        };
        using var process = Process.Start(start)!;
        var stdout = process.StandardOutput.ReadToEndAsync();
        var stderr = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Deadlines.Patience);
        return new Output(process.ExitCode, await stdout, await stderr);
    }
}
