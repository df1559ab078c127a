namespace CriSharp.Runtime.Security;

/// <summary>libseccomp's names of architectures, and those that one processor runs.</summary>
internal static class SeccompArchitectures
{
    /// <summary>Go's name of a processor with libseccomp's.</summary>
    public static IReadOnlyDictionary<string, string> ByProcessor { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["386"] = "SCMP_ARCH_X86",
        ["amd64"] = "SCMP_ARCH_X86_64",
        ["arm"] = "SCMP_ARCH_ARM",
        ["arm64"] = "SCMP_ARCH_AARCH64",
        ["loong64"] = "SCMP_ARCH_LOONGARCH64",
        ["mips64"] = "SCMP_ARCH_MIPS64",
        ["mips64le"] = "SCMP_ARCH_MIPSEL64",
        ["ppc64le"] = "SCMP_ARCH_PPC64LE",
        ["riscv64"] = "SCMP_ARCH_RISCV64",
        ["s390x"] = "SCMP_ARCH_S390X",
    };

    /// <summary>
    /// Those whose programs a processor also runs; a call by an architecture that a filter does not name kills the caller. x32 is not named: hardly
    /// a kernel has it, and it would make the filter half as large again.
    /// </summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> WithCompatible { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["amd64"] = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
            ["arm64"] = ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
        };
}
