namespace CriSharp.Keeper.Logs;

/// <summary>Where whole records go: a log file, or a test's memory.</summary>
internal interface ILogOutput
{
    /// <summary>Writes whole records. It does not fail: what cannot be written is dropped and counted.</summary>
    void Write(ReadOnlySpan<byte> records);
}
