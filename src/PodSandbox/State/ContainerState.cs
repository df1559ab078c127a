using System.Text.Json.Serialization;
using CriSharp.Runtime.Keeping;

namespace CriSharp.PodSandbox.State;

#pragma warning disable CA1822 // A transition is an instance member of the case that has it, so that an illegal one does not compile.

/// <summary>
/// Where a container is in its life; each case holds only what exists in it:
/// <code>
/// Created ──► Running ──► Exited ──► (record removed)
///    └───────────────────► ▲   StartError
/// </code>
/// A container never runs again: a restart is another container with the next attempt.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Created), "created")]
[JsonDerivedType(typeof(Running), "running")]
[JsonDerivedType(typeof(Exited), "exited")]
public abstract record ContainerState
{
    private ContainerState()
    {
    }

    // A kill for memory is told whatever the exit code is: also if it hit a child, and the first process made the best of it.
    private static string ReasonOf(ContainerExit exit) => exit switch
    {
        { OomKills: > 0 } => "OOMKilled",
        { ExitCode: 0 } => "Completed",
        _ => "Error",
    };

    /// <summary>Prepared: a snapshot and a bundle, no process.</summary>
    public sealed record Created : ContainerState
    {
        public Running Start(KeptProcess process) => new(process.Pid, process.StartedAt);

        /// <summary>The start failed; exit code and reason are those that kubelet users know from the field.</summary>
        public Exited FailToStart(string message, DateTimeOffset now) => new(null, now, 128, "StartError", message);

        /// <summary>It was launched and has ended while the daemon was away, before it could be recorded as running.</summary>
        public Exited Exit(ContainerExit exit) => new(null, exit.FinishedAt, exit.ExitCode, ReasonOf(exit), "");

        /// <summary>The node was rebooted, or the sandbox went, before the container was started.</summary>
        public Exited Abandon(DateTimeOffset now) => new(null, now, 255, "Unknown", "the node was restarted before the container was started");
    }

    /// <summary>Its first process runs.</summary>
    public sealed record Running(int Pid, DateTimeOffset StartedAt) : ContainerState
    {
        public Exited Exit(ContainerExit exit) => new(StartedAt, exit.FinishedAt, exit.ExitCode, ReasonOf(exit), "");

        /// <summary>Nobody saw the exit: the node was rebooted, or the keeper and the process are both gone.</summary>
        public Exited Lose(string message, DateTimeOffset now) => new(StartedAt, now, 255, "Unknown", message);
    }

    /// <summary>Ended. <paramref name="StartedAt"/> is null if it never ran.</summary>
    public sealed record Exited(DateTimeOffset? StartedAt, DateTimeOffset FinishedAt, int ExitCode, string Reason, string Message) : ContainerState;
}
