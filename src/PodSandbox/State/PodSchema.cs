using CriSharp.State;

namespace CriSharp.PodSandbox.State;

/// <summary>The tables of this room.</summary>
public static class PodSchema
{
    public static SchemaPart Part { get; } = new("pods", [
        """
        CREATE TABLE sandbox (id TEXT PRIMARY KEY, config BLOB NOT NULL, facts TEXT NOT NULL) STRICT;
        CREATE TABLE container (id TEXT PRIMARY KEY, config BLOB NOT NULL, facts TEXT NOT NULL) STRICT;
        CREATE TABLE network_release (sandbox_id TEXT PRIMARY KEY, attachment TEXT NOT NULL) STRICT;
        """,
    ]);
}
