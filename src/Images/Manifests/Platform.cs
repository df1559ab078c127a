using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace CriSharp.Images.Manifests;

/// <summary>What an image variant is made for: <c>linux/amd64</c>, <c>linux/arm64/v8</c> (OCI image specification, image-index.md).</summary>
internal sealed record Platform
{
    public string Os { get; init; } = "";

    public string Architecture { get; init; } = "";

    public string? Variant { get; init; }

    public override string ToString() => string.IsNullOrEmpty(Variant) ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";

    /// <summary>This machine.</summary>
    internal static Platform Host { get; } = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64
        ? new Platform { Os = "linux", Architecture = "arm64", Variant = "v8" }
        : new Platform { Os = "linux", Architecture = "amd64", Variant = $"v{Level()}" };

    /// <summary>How well the variant suits this platform as host: higher is better, null is not at all.</summary>
    internal int? Suits(Platform variant)
    {
        if (variant.Os != Os || variant.Architecture != Architecture)
        {
            return null;
        }

        var level = Number(variant.Variant, Architecture == "arm64" ? 8 : 1);
        return level <= Number(Variant, 1) ? level : null;
    }

    // The level n of a variant "vn"; anything else is taken for more than any machine has.
    private static int Number(string? variant, int ifNone) =>
        string.IsNullOrEmpty(variant) ? ifNone : variant[0] == 'v' && int.TryParse(variant.AsSpan(1), out var level) ? level : int.MaxValue;

    // The micro-architecture levels of the x86-64 psABI.
    private static int Level() =>
        Avx512F.IsSupported && Avx512BW.IsSupported && Avx512CD.IsSupported && Avx512DQ.IsSupported ? 4
        : Avx2.IsSupported && Bmi1.IsSupported && Bmi2.IsSupported && Fma.IsSupported && Lzcnt.IsSupported ? 3
        : Sse42.IsSupported && Popcnt.IsSupported ? 2
        : 1;
}
