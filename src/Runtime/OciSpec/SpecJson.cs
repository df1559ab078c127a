using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CriSharp.Runtime.OciSpec;

/// <summary>Source-generated JSON of <see cref="Spec"/>, and of <see cref="Process"/> alone for the OCI runtime's <c>exec --process</c>.</summary>
[JsonSerializable(typeof(Spec))]
[JsonSerializable(typeof(Process))]
internal sealed partial class SpecJson : JsonSerializerContext
{
    internal static SpecJson Compact { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        MaxDepth = 16,

        // Nothing here reaches a browser: text stays readable instead of \u escapes for everything outside ASCII.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
