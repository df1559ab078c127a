using Microsoft.Data.Sqlite;

namespace CriSharp.State;

/// <summary>
/// The one database of records (<c>state.db</c>, SQLite in WAL mode): one writer at a time, each change one transaction.
/// What is read at run time is in memory; the database is read at start.
/// </summary>
public sealed class StateDatabase : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    private StateDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens or makes the database and brings each part to its newest version.</summary>
    /// <exception cref="InvalidDataException">The file was written by a newer version of CriSharp.</exception>
    public static StateDatabase Open(string path, params IReadOnlyList<SchemaPart> parts)
    {
        SQLitePCL.Batteries_V2.Init();
        var source = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false };
        var connection = new SqliteConnection(source.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;");
            Execute(connection, "CREATE TABLE IF NOT EXISTS schema_version (part TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;");
            foreach (var part in parts)
            {
                Migrate(connection, part);
            }

            return new StateDatabase(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Runs the work in one transaction, committed if it returns and rolled back if it throws. Survives a crash of the process, not of the power.</summary>
    public T Write<T>(Func<SqliteConnection, T> work) => InTransaction(work);

    /// <inheritdoc cref="Write{T}"/>
    public void Write(Action<SqliteConnection> work) => InTransaction(connection =>
    {
        work(connection);
        return true;
    });

    /// <summary>As <see cref="Write{T}"/>, and on disk when it returns: for image commits.</summary>
    public T WriteDurably<T>(Func<SqliteConnection, T> work)
    {
        lock (_gate)
        {
            Execute(_connection, "PRAGMA synchronous = FULL;");
            try
            {
                return InTransaction(work);
            }
            finally
            {
                Execute(_connection, "PRAGMA synchronous = NORMAL;");
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
        }
    }

    private T InTransaction<T>(Func<SqliteConnection, T> work)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction();
            var result = work(_connection);
            transaction.Commit();
            return result;
        }
    }

    private static void Migrate(SqliteConnection connection, SchemaPart part)
    {
        using var transaction = connection.BeginTransaction();
        var version = Version(connection, part.Name);
        if (version > part.Migrations.Count)
        {
            throw new InvalidDataException(
                $"open state database: its {part.Name} tables have version {version}, this program knows {part.Migrations.Count}");
        }

        foreach (var migration in part.Migrations.Skip(version))
        {
            Execute(connection, migration);
        }

        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO schema_version VALUES ($part, $version) ON CONFLICT (part) DO UPDATE SET version = $version;";
        command.Parameters.AddWithValue("$part", part.Name);
        command.Parameters.AddWithValue("$version", part.Migrations.Count);
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static int Version(SqliteConnection connection, string part)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT version FROM schema_version WHERE part = $part;";
        command.Parameters.AddWithValue("$part", part);
        return command.ExecuteScalar() is long version ? (int)version : 0;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this program: pragmas and the migrations of SchemaPart.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
