using System.Text.Json;
using CriSharp.PodSandbox.Ids;
using CriSharp.State;
using Google.Protobuf;

namespace CriSharp.PodSandbox.State;

/// <summary>The sandboxes' records.</summary>
public sealed class SandboxTable(StateDatabase database) : RecordTable<SandboxId, SandboxRecord>(database, "sandbox")
{
    protected override string Noun => "pod sandbox";

    private protected override SandboxId ParseId(string text) => new(text);

    private protected override string TextOf(SandboxId id) => id.Value;

    private protected override (SandboxId Id, byte[] Config, string Facts) Encode(SandboxRecord record) =>
        (record.Id, record.Config.ToByteArray(), JsonSerializer.Serialize(record.Facts, RecordJson.Default.SandboxRecordFacts));

    private protected override SandboxRecord Decode(SandboxId id, byte[] config, string facts) => new()
    {
        Id = id,
        Config = Cri.PodSandboxConfig.Parser.ParseFrom(config),
        Facts = JsonSerializer.Deserialize(facts, RecordJson.Default.SandboxRecordFacts)!,
    };
}
