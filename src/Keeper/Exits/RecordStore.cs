using Google.Protobuf;
using KeeperProtocol.V1;

namespace CriSharp.Keeper.Exits;

/// <summary>
/// The records of containers, a file each, replaced whole: after a crash there is the old one or the new one. They
/// need not survive a loss of power, since no container does.
/// </summary>
internal sealed class RecordStore(string directory, KeeperJournal journal)
{
    private const string Suffix = ".container";
    private const string TemporarySuffix = ".new";

    /// <summary>Writes a record; on return a restarted keeper finds it.</summary>
    internal void Save(ContainerRecord record)
    {
        var path = PathOf(record.ContainerId);
        File.WriteAllBytes(path + TemporarySuffix, record.ToByteArray());
        File.Move(path + TemporarySuffix, path, overwrite: true);
    }

    internal void Delete(string containerId) => File.Delete(PathOf(containerId));

    /// <summary>
    /// All records. One that cannot be read is told and left where it is: it must not hold up the others.
    /// </summary>
    internal IReadOnlyList<ContainerRecord> Load()
    {
        foreach (var unfinished in Directory.EnumerateFiles(directory, "*" + TemporarySuffix))
        {
            File.Delete(unfinished);
        }

        List<ContainerRecord> records = [];
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Suffix))
        {
            try
            {
                records.Add(ContainerRecord.Parser.ParseFrom(File.ReadAllBytes(path)));
            }
            catch (Exception e) when (e is InvalidProtocolBufferException or IOException)
            {
                journal.Tell($"record {path}: {e.Message}; ignored");
            }
        }

        return records;
    }

    private string PathOf(string containerId) => Path.Combine(directory, containerId + Suffix);
}
