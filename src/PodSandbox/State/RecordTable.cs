using System.Collections.Immutable;
using CriSharp.Failures;
using CriSharp.State;
using Microsoft.Data.Sqlite;

namespace CriSharp.PodSandbox.State;

/// <summary>
/// Records of one kind: a table in the database and an immutable snapshot of it in memory. Readers take the snapshot and never wait;
/// a writer persists first and publishes then. Who may write a record is decided by the lock its orchestrator holds.
/// </summary>
public abstract class RecordTable<TId, TRecord>
    where TId : struct
    where TRecord : class
{
    private readonly StateDatabase _database;
    private readonly string _save;
    private readonly string _remove;
    private readonly Lock _publishing = new();
    private volatile ImmutableDictionary<TId, TRecord> _records = [];

    private protected RecordTable(StateDatabase database, string table)
    {
        _database = database;
        _save = $"INSERT INTO {table} (id, config, facts) VALUES ($id, $config, $facts) ON CONFLICT (id) DO UPDATE SET config = $config, facts = $facts;";
        _remove = $"DELETE FROM {table} WHERE id = $id;";
        Load(table);
    }

    /// <summary>All records as of now.</summary>
    public IEnumerable<TRecord> All => _records.Values;

    /// <summary>What the kind is called in messages.</summary>
    protected abstract string Noun { get; }

    /// <summary>The record with this id, or null.</summary>
    public TRecord? Find(TId id) => _records.GetValueOrDefault(id);

    /// <summary>The record whose id is, or begins with, what a client wrote; null if there is none.</summary>
    /// <exception cref="FailureException">InvalidArgument: several ids begin so.</exception>
    public TRecord? Find(string idOrPrefix)
    {
        if (idOrPrefix.Length == 0)
        {
            return null;
        }

        if (_records.TryGetValue(ParseId(idOrPrefix), out var exact))
        {
            return exact;
        }

        var candidates = _records.Where(entry => TextOf(entry.Key).StartsWith(idOrPrefix, StringComparison.Ordinal)).Take(2).ToList();
        return candidates.Count switch
        {
            0 => null,
            1 => candidates[0].Value,
            _ => throw new FailureException(FailureKind.InvalidArgument, $"{Noun} {idOrPrefix}: more than one id begins so"),
        };
    }

    /// <summary>As <see cref="Find(string)"/>, and NotFound if there is none.</summary>
    public TRecord Get(string idOrPrefix) =>
        Find(idOrPrefix) ?? throw new FailureException(FailureKind.NotFound, $"{Noun} {idOrPrefix}: not found");

    /// <summary>Writes the record to the database, then shows it to readers.</summary>
    public void Save(TRecord record)
    {
        var (id, config, facts) = Encode(record);
        _database.Write(connection =>
        {
            using var command = connection.CreateCommand();
            Text(command, _save);
            command.Parameters.AddWithValue("$id", TextOf(id));
            command.Parameters.AddWithValue("$config", config);
            command.Parameters.AddWithValue("$facts", facts);
            command.ExecuteNonQuery();
        });
        lock (_publishing)
        {
            _records = _records.SetItem(id, record);
        }
    }

    /// <summary>Deletes the record; absent: no effect.</summary>
    public void Remove(TId id)
    {
        _database.Write(connection =>
        {
            using var command = connection.CreateCommand();
            Text(command, _remove);
            command.Parameters.AddWithValue("$id", TextOf(id));
            command.ExecuteNonQuery();
        });
        lock (_publishing)
        {
            _records = _records.Remove(id);
        }
    }

    private protected abstract TId ParseId(string text);

    private protected abstract string TextOf(TId id);

    private protected abstract (TId Id, byte[] Config, string Facts) Encode(TRecord record);

    private protected abstract TRecord Decode(TId id, byte[] config, string facts);

    private void Load(string table) => _database.Write(connection =>
    {
        using var command = connection.CreateCommand();
        Text(command, $"SELECT id, config, facts FROM {table};");
        using var reader = command.ExecuteReader();
        var loaded = ImmutableDictionary.CreateBuilder<TId, TRecord>();
        while (reader.Read())
        {
            var id = ParseId(reader.GetString(0));
            loaded.Add(id, Decode(id, (byte[])reader.GetValue(1), reader.GetString(2)));
        }

        _records = loaded.ToImmutable();
    });

    private static void Text(SqliteCommand command, string sql)
    {
#pragma warning disable CA2100 // The only variable part is the table's name, a constant of the subclass.
        command.CommandText = sql;
#pragma warning restore CA2100
    }
}
