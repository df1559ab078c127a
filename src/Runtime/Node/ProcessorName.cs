using System.Runtime.InteropServices;

namespace CriSharp.Runtime.Node;

/// <summary>The processor as image manifests and seccomp profiles name it (Go's GOARCH).</summary>
public static class ProcessorName
{
    public static string Current { get; } = RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.X86 => "386",
        Architecture.Arm64 => "arm64",
        Architecture.Arm => "arm",
        Architecture.Ppc64le => "ppc64le",
        Architecture.S390x => "s390x",
        Architecture.RiscV64 => "riscv64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
