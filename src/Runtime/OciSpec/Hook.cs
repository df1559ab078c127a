namespace CriSharp.Runtime.OciSpec;

/// <summary>A program that the OCI runtime runs at some moment of a container's life (config.md, POSIX-platform hooks).</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Args">Its whole argv, the name first; null: the path alone.</param>
/// <param name="Env">Its whole environment.</param>
/// <param name="Timeout">Seconds until it is killed; null: never.</param>
public sealed record Hook(string Path, IReadOnlyList<string>? Args, IReadOnlyList<string>? Env, int? Timeout);
