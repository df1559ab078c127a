namespace CriSharp.PodSandbox.Recovery;

/// <summary>
/// One thing to make true after a restart. It may be done while the node is served already (<see cref="RecoveryRun"/>): it takes the lock of
/// what it recovers, and looks at it anew then.
/// </summary>
/// <param name="Name">For messages: <c>pod sandbox abc</c>.</param>
/// <param name="RecoverAsync">Does it; what it throws is told.</param>
public sealed record RecoveryItem(string Name, Func<Task> RecoverAsync);
