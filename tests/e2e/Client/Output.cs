namespace CriSharp.Tests.e2e.Client;

/// <summary>What a command said and how it ended.</summary>
public sealed record Output(int ExitCode, string Stdout, string Stderr)
{
    /// <summary>Standard output of a command that must have succeeded.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\nstdout: {Stdout}\nstderr: {Stderr}");
        return Stdout;
    }
}
