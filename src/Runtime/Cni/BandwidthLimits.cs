using System.Text.Json;
using CriSharp.Failures;

namespace CriSharp.Runtime.Cni;

/// <summary>
/// The pod's limits of traffic in bits per second, by the annotations that Kubernetes defined for them; null without limit.
/// </summary>
internal sealed record BandwidthLimits(long? Ingress, long? Egress)
{
    private const string IngressAnnotation = "kubernetes.io/ingress-bandwidth";
    private const string EgressAnnotation = "kubernetes.io/egress-bandwidth";

    // Kubernetes: between 1k and 1P. The burst is as good as unlimited; the plugin wants it below 4 GiB in bytes.
    private const long Least = 1_000;
    private const long Most = 1_000_000_000_000_000;
    private const long Burst = int.MaxValue;

    internal static BandwidthLimits Of(IReadOnlyDictionary<string, string> annotations) =>
        new(Limit(annotations, IngressAnnotation), Limit(annotations, EgressAnnotation));

    /// <summary>Writes the <c>bandwidth</c> capability argument, unless there is no limit.</summary>
    internal void WriteTo(Utf8JsonWriter writer)
    {
        if (this is { Ingress: null, Egress: null })
        {
            return;
        }

        writer.WriteStartObject("bandwidth");
        Write(writer, "ingress", Ingress);
        Write(writer, "egress", Egress);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string direction, long? bitsPerSecond)
    {
        if (bitsPerSecond is { } rate)
        {
            writer.WriteNumber(direction + "Rate", rate);
            writer.WriteNumber(direction + "Burst", Burst);
        }
    }

    private static long? Limit(IReadOnlyDictionary<string, string> annotations, string name)
    {
        if (!annotations.TryGetValue(name, out var text))
        {
            return null;
        }

        return Quantity.TryParse(text, out var bits) && bits is >= Least and <= Most
            ? bits
            : throw new FailureException(FailureKind.InvalidArgument, $"annotation {name}: {text} is not a bandwidth between 1k and 1P");
    }
}
