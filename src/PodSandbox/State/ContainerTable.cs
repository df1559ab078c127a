using System.Text.Json;
using CriSharp.PodSandbox.Ids;
using CriSharp.State;
using Google.Protobuf;

namespace CriSharp.PodSandbox.State;

/// <summary>The containers' records.</summary>
public sealed class ContainerTable(StateDatabase database) : RecordTable<ContainerId, ContainerRecord>(database, "container")
{
    protected override string Noun => "container";

    /// <summary>The containers of one pod.</summary>
    public IEnumerable<ContainerRecord> Of(SandboxId sandbox) => All.Where(container => container.SandboxId == sandbox);

    private protected override ContainerId ParseId(string text) => new(text);

    private protected override string TextOf(ContainerId id) => id.Value;

    private protected override (ContainerId Id, byte[] Config, string Facts) Encode(ContainerRecord record) =>
        (record.Id, record.Config.ToByteArray(), JsonSerializer.Serialize(record.Facts, RecordJson.Default.ContainerRecordFacts));

    private protected override ContainerRecord Decode(ContainerId id, byte[] config, string facts) => new()
    {
        Id = id,
        Config = Cri.ContainerConfig.Parser.ParseFrom(config),
        Facts = JsonSerializer.Deserialize(facts, RecordJson.Default.ContainerRecordFacts)!,
    };
}
