using CriSharp.State;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CriSharp.Tests.State;

public sealed class StateDatabaseTests : IDisposable
{
    private static readonly SchemaPart First = new("things", ["CREATE TABLE thing (name TEXT PRIMARY KEY) STRICT;"]);

    private static readonly SchemaPart Second = new("things", [.. First.Migrations, "ALTER TABLE thing ADD COLUMN size INTEGER NOT NULL DEFAULT 7;"]);

    private readonly string _directory = Directory.CreateTempSubdirectory("crisharp-state-").FullName;

    private string Path => System.IO.Path.Combine(_directory, "state.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Write_Returned_IsThereAfterReopen()
    {
        using (var database = StateDatabase.Open(Path, First))
        {
            database.Write(connection => Run(connection, "INSERT INTO thing VALUES ('a')"));
            database.WriteDurably(connection => Run(connection, "INSERT INTO thing VALUES ('b')"));
        }

        using var reopened = StateDatabase.Open(Path, First);
        Assert.Equal(2L, reopened.Write(connection => Scalar(connection, "SELECT count(*) FROM thing")));
    }

    [Fact]
    public void Write_Throwing_LeavesNothing()
    {
        using var database = StateDatabase.Open(Path, First);

        Assert.Throws<InvalidOperationException>(() => database.Write(connection =>
        {
            Run(connection, "INSERT INTO thing VALUES ('a')");
            throw new InvalidOperationException();
        }));

        Assert.Equal(0L, database.Write(connection => Scalar(connection, "SELECT count(*) FROM thing")));
    }

    [Fact]
    public void Open_OlderVersion_KeepsRowsAndAddsWhatIsNew()
    {
        using (var database = StateDatabase.Open(Path, First))
        {
            database.Write(connection => Run(connection, "INSERT INTO thing VALUES ('a')"));
        }

        using var newer = StateDatabase.Open(Path, Second);
        Assert.Equal(7L, newer.Write(connection => Scalar(connection, "SELECT size FROM thing WHERE name = 'a'")));
    }

    [Fact]
    public void Open_NewerVersion_IsRefused()
    {
        StateDatabase.Open(Path, Second).Dispose();

        var error = Assert.Throws<InvalidDataException>(() => StateDatabase.Open(Path, First));

        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
    }

    private static int Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
