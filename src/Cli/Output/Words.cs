namespace CriSharp.Cli.Output;

/// <summary>States in words.</summary>
internal static class Words
{
    public static string Of(Cri.ContainerState state) => state switch
    {
        Cri.ContainerState.ContainerCreated => "Created",
        Cri.ContainerState.ContainerRunning => "Running",
        Cri.ContainerState.ContainerExited => "Exited",
        _ => "Unknown",
    };

    public static string Of(Cri.PodSandboxState state) => state == Cri.PodSandboxState.SandboxReady ? "Ready" : "Stopped";

    /// <summary><c>Exited (137, OOMKilled)</c>: the code, and the reason where the code does not say it.</summary>
    public static string Exited(Cri.ContainerStatus status) => status.Reason is "" or "Completed" or "Error"
        ? $"Exited ({status.ExitCode})"
        : $"Exited ({status.ExitCode}, {status.Reason})";
}
