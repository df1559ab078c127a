using System.Text.Json.Serialization;
using CriSharp.Runtime.Cni;

namespace CriSharp.PodSandbox.State;

/// <summary>JSON of the records' own parts, without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SandboxRecordFacts))]
[JsonSerializable(typeof(ContainerRecordFacts))]
[JsonSerializable(typeof(PodNetworkAttachment))]
internal sealed partial class RecordJson : JsonSerializerContext;
