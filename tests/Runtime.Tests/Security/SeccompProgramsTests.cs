using CriSharp.Runtime.OciSpec;
using CriSharp.Runtime.Security;
using Xunit;

namespace CriSharp.Tests.Runtime.Security;

public sealed class SeccompProgramsTests
{
    private const string Annotation = "run.oci.seccomp_bpf_data";
    private const int InstructionBytes = 8;
    private const int MostInstructions = 4096; // BPF_MAXINSNS: what the kernel loads

    private readonly SeccompPrograms _programs = new();

    public SeccompProgramsTests() => Assert.SkipUnless(File.Exists("/lib/x86_64-linux-gnu/libseccomp.so.2")
        || File.Exists("/lib/aarch64-linux-gnu/libseccomp.so.2"), "libseccomp is not installed");

    [Fact]
    public void Apply_DefaultProfile_HasAProgramThatTheKernelWouldTake()
    {
        var program = Program(SeccompDefault.Profile.Resolve([], TestNode.Facts));

        Assert.Equal(0, program.Length % InstructionBytes);
        Assert.InRange(program.Length / InstructionBytes, 300, MostInstructions);
    }

    [Fact]
    public void Apply_SameFilterAgain_IsNotCompiledAgain()
    {
        var first = _programs.Apply(Spec(SeccompDefault.Profile.Resolve([], TestNode.Facts))).Annotations[Annotation];
        var second = _programs.Apply(Spec(SeccompDefault.Profile.Resolve([], TestNode.Facts))).Annotations[Annotation];

        Assert.Same(first, second);
    }

    [Fact]
    public void Apply_OtherCapabilities_IsAnotherProgram() => Assert.NotEqual(
        Program(SeccompDefault.Profile.Resolve([], TestNode.Facts)),
        Program(SeccompDefault.Profile.Resolve(["CAP_SYS_ADMIN"], TestNode.Facts)));

    [Fact]
    public void Apply_Filter_StaysInTheConfigurationForOtherRuntimes()
    {
        var filter = SeccompDefault.Profile.Resolve([], TestNode.Facts);

        Assert.Same(filter, _programs.Apply(Spec(filter)).Linux.Seccomp);
    }

    [Fact]
    public void Apply_NoFilterOrOneThatCannotBe_IsLeftToTheOciRuntime()
    {
        Assert.Empty(_programs.Apply(Spec(null)).Annotations);
        Assert.Empty(_programs.Apply(Spec(Filter("SCMP_ACT_ERRNO") with { Architectures = ["SCMP_ARCH_NONE"] })).Annotations);
    }

    // Two comparisons of one argument are alternatives; all of them make rules that libseccomp takes.
    [Theory]
    [InlineData("SCMP_ACT_KILL")]
    [InlineData("SCMP_ACT_KILL_PROCESS")]
    [InlineData("SCMP_ACT_KILL_THREAD")]
    [InlineData("SCMP_ACT_TRAP")]
    [InlineData("SCMP_ACT_TRACE")]
    [InlineData("SCMP_ACT_LOG")]
    [InlineData("SCMP_ACT_ERRNO")]
    public void Apply_EveryActionAndComparison_Compiles(string action)
    {
        var args = SeccompActions.Comparisons.Select((op, i) => new LinuxSeccompArg((uint)i % 3, 10, 8, op)).ToList();
        var filter = Filter("SCMP_ACT_ALLOW") with { Syscalls = [new LinuxSyscall { Names = ["read", "no_such_call"], Action = action, Args = args }] };

        Assert.NotEqual(Program(Filter("SCMP_ACT_ALLOW")), Program(filter));
    }

    private static LinuxSeccomp Filter(string action) => new() { DefaultAction = action };

    private static Spec Spec(LinuxSeccomp? seccomp) => new()
    {
        Process = new Process { User = new User(0, 0), Args = ["/x"], Cwd = "/" },
        Root = new Root("rootfs", Readonly: false),
        Linux = new LinuxSection { CgroupsPath = "/a", RootfsPropagation = "rprivate", Seccomp = seccomp },
    };

    private byte[] Program(LinuxSeccomp seccomp) => Convert.FromBase64String(_programs.Apply(Spec(seccomp)).Annotations[Annotation]);
}
