using CriSharp.Images.Layers;
using Microsoft.Data.Sqlite;

namespace CriSharp.Images.Store;

/// <summary>The rows of <see cref="ImageTables"/>: every statement on them is here. Names with <c>@</c> are digests, the others tags.</summary>
internal static class ImageRows
{
    /// <summary>No clean path has it.</summary>
    private const string PathSeparator = "//";

    internal static void AddLayer(SqliteConnection connection, Layer layer)
    {
        connection.Run(
            "INSERT INTO layer (number, diff_id, bytes, inodes, implied, is_root_opaque, describes_root) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            layer.Number,
            layer.DiffId,
            layer.Content.Bytes,
            layer.Content.Inodes,
            string.Join(PathSeparator, layer.Content.Implied),
            layer.Content.IsRootOpaque,
            layer.Content.DescribesRoot);
        connection.Run("UPDATE layer_number SET last = max(last, $1)", layer.Number);
    }

    /// <summary>The highest number that a layer was ever recorded with: none is given twice, so that no record can mean another's directory.</summary>
    internal static long LastLayerNumber(SqliteConnection connection) => connection.Query("SELECT last FROM layer_number", row => row.GetInt64(0)).Single();

    internal static void RemoveLayer(SqliteConnection connection, long number) => connection.Run("DELETE FROM layer WHERE number = $1", number);

    /// <summary>Removes a layer that has lost its content, and with it the images and snapshots that cannot be without.</summary>
    internal static void ForgetLayer(SqliteConnection connection, long number)
    {
        connection.Run("DELETE FROM image WHERE id IN (SELECT image FROM image_layer WHERE layer = $1)", number);
        connection.Run("DELETE FROM snapshot WHERE key IN (SELECT snapshot FROM snapshot_layer WHERE layer = $1)", number);
        RemoveLayer(connection, number);
    }

    internal static void RemoveUnusedLayers(SqliteConnection connection) => connection.Run(
        "DELETE FROM layer WHERE number NOT IN (SELECT layer FROM image_layer UNION SELECT layer FROM snapshot_layer)");

    internal static void AddImage(SqliteConnection connection, string id, string config, IEnumerable<Layer> layers, DateTimeOffset storedAt)
    {
        connection.Run("INSERT INTO image (id, config, stored_at) VALUES ($1, $2, $3)", id, config, storedAt.ToUnixTimeMilliseconds());
        foreach (var (position, layer) in layers.Index())
        {
            connection.Run("INSERT INTO image_layer (image, position, layer) VALUES ($1, $2, $3)", id, position, layer.Number);
        }
    }

    /// <summary>Gives the image a name, which it may take from another.</summary>
    internal static void NameImage(SqliteConnection connection, string id, string name) => connection.Run(
        "INSERT INTO image_name (name, image) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET image = $2", name, id);

    internal static void RemoveImage(SqliteConnection connection, string id) => connection.Run("DELETE FROM image WHERE id = $1", id);

    internal static void AddSnapshot(SqliteConnection connection, string key, IEnumerable<Layer> layers)
    {
        connection.Run("INSERT INTO snapshot (key) VALUES ($1)", key);
        foreach (var (position, layer) in layers.Index())
        {
            connection.Run("INSERT INTO snapshot_layer (snapshot, position, layer) VALUES ($1, $2, $3)", key, position, layer.Number);
        }
    }

    internal static void RemoveSnapshot(SqliteConnection connection, string key) => connection.Run("DELETE FROM snapshot WHERE key = $1", key);

    internal static List<Layer> Layers(SqliteConnection connection) => connection.Query(
        "SELECT number, diff_id, bytes, inodes, implied, is_root_opaque, describes_root FROM layer",
        row => new Layer(
            row.GetInt64(0),
            row.GetString(1),
            new UnpackedLayer(
                row.GetInt64(2),
                row.GetInt64(3),
                row.GetString(4).Split(PathSeparator, StringSplitOptions.RemoveEmptyEntries),
                row.GetBoolean(5),
                row.GetBoolean(6)))
        {
            IsRecorded = true,
        });

    internal static List<(string Snapshot, long Layer)> SnapshotLayers(SqliteConnection connection) => connection.Query(
        "SELECT key, coalesce(layer, -1) FROM snapshot LEFT JOIN snapshot_layer ON snapshot = key ORDER BY key, position",
        row => (row.GetString(0), row.GetInt64(1)));

    internal static List<(string Image, long Layer)> ImageLayers(SqliteConnection connection) => connection.Query(
        "SELECT image, layer FROM image_layer ORDER BY image, position", row => (row.GetString(0), row.GetInt64(1)));

    internal static List<(string Image, string Name)> Names(SqliteConnection connection) => connection.Query(
        "SELECT image, name FROM image_name ORDER BY name", row => (row.GetString(0), row.GetString(1)));

    internal static List<(string Id, string Config, DateTimeOffset StoredAt)> Images(SqliteConnection connection) => connection.Query(
        "SELECT id, config, stored_at FROM image",
        row => (row.GetString(0), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))));
}
