using CriSharp.State;

namespace CriSharp.Images.Store;

/// <summary>The tables of images, layers and snapshots.</summary>
public static class ImageTables
{
    /// <summary>To be given to <see cref="StateDatabase.Open"/>.</summary>
    public static SchemaPart Part { get; } = new("images",
    [
        """
        CREATE TABLE layer (
            number INTEGER PRIMARY KEY,
            diff_id TEXT NOT NULL UNIQUE,
            bytes INTEGER NOT NULL,
            inodes INTEGER NOT NULL,
            is_root_opaque INTEGER NOT NULL,
            implied TEXT NOT NULL
        ) STRICT;
        CREATE TABLE image (
            id TEXT PRIMARY KEY,
            config TEXT NOT NULL,
            stored_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE image_layer (
            image TEXT NOT NULL REFERENCES image (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            layer INTEGER NOT NULL REFERENCES layer (number),
            PRIMARY KEY (image, position)
        ) STRICT;
        CREATE TABLE image_name (
            name TEXT PRIMARY KEY,
            image TEXT NOT NULL REFERENCES image (id) ON DELETE CASCADE
        ) STRICT;
        CREATE TABLE snapshot (
            key TEXT PRIMARY KEY
        ) STRICT;
        CREATE TABLE snapshot_layer (
            snapshot TEXT NOT NULL REFERENCES snapshot (key) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            layer INTEGER NOT NULL REFERENCES layer (number),
            PRIMARY KEY (snapshot, position)
        ) STRICT;
        """,
        """
        CREATE TABLE layer_number (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            last INTEGER NOT NULL
        ) STRICT;
        INSERT INTO layer_number SELECT 1, coalesce(max(number), 0) FROM layer;
        """,
        "ALTER TABLE layer ADD COLUMN describes_root INTEGER NOT NULL DEFAULT 0;",
    ]);
}
