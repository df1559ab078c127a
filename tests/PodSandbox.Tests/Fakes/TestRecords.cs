using CriSharp.PodSandbox.State;
using CriSharp.State;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>The tables on a real database in a directory of the test's own.</summary>
internal sealed class TestRecords : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-records-").FullName;

    public TestRecords() => Open();

    public StateDatabase Database { get; private set; } = null!;

    public SandboxTable Sandboxes { get; private set; } = null!;

    public ContainerTable Containers { get; private set; } = null!;

    /// <summary>Closes and opens anew, as a restarted daemon does.</summary>
    public void Reopen()
    {
        Database.Dispose();
        Open();
    }

    public void Dispose()
    {
        Database.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Open()
    {
        Database = StateDatabase.Open(Path.Combine(_directory, "state.db"), PodSchema.Part);
        Sandboxes = new SandboxTable(Database);
        Containers = new ContainerTable(Database);
    }
}
