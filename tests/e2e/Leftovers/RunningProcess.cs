namespace CriSharp.Tests.e2e.Leftovers;

/// <summary>A process; <paramref name="State"/> is the letter of proc(5), and a zombie (Z) has an empty command line.</summary>
public sealed record RunningProcess(int Id, int ParentId, string State, string CommandLine)
{
    public override string ToString() => $"process {Id} (parent {ParentId}, state {State}): {CommandLine}";
}
