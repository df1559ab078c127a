using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace CriSharp.Cli.Output;

/// <summary>A JSON value written as YAML. Texts that a YAML reader could take for something else are quoted.</summary>
internal static partial class Yaml
{
    /// <summary>Writes one document.</summary>
    public static void Write(TextWriter writer, JsonNode? node)
    {
        var emitter = new Emitter(writer, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(null, null, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in map)
                {
                    emitter.Emit(Text(key));
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(null, null, isImplicit: true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            default:
                emitter.Emit(node?.GetValueKind() == JsonValueKind.String ? Text(node.GetValue<string>()) : Literal(node));
                break;
        }
    }

    private static Scalar Literal(JsonNode? node) => new(null, null, node?.ToJsonString() ?? "null", ScalarStyle.Plain, true, false);

    private static Scalar Text(string text)
    {
        var plain = PlainText().IsMatch(text) && !Reserved().IsMatch(text);
        return new Scalar(null, null, text, plain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted, plain, !plain);
    }

    [GeneratedRegex(@"\A[A-Za-z_/][A-Za-z0-9_./@-]*(:[A-Za-z0-9_./@-]+)*\z")]
    private static partial Regex PlainText();

    // Words that YAML 1.1 or 1.2 readers take for booleans, null or numbers.
    [GeneratedRegex(@"\A(true|false|yes|no|on|off|y|n|null|nan|inf)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
