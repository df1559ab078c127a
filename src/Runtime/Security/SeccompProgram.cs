using CriSharp.Linux.Seccomp;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Security;

/// <summary>Turns a filter of the OCI specification into the kernel's program, with the meaning that the OCI runtimes give it.</summary>
internal static class SeccompProgram
{
    private const string ArchitecturePrefix = "SCMP_ARCH_";
    private const uint NotPermitted = 1; // EPERM, where a rule gives no error of its own

    private static readonly Dictionary<string, uint> Actions = new(StringComparer.Ordinal)
    {
        ["SCMP_ACT_KILL"] = 0x0000_0000, // SECCOMP_RET_KILL_THREAD
        ["SCMP_ACT_KILL_THREAD"] = 0x0000_0000,
        ["SCMP_ACT_KILL_PROCESS"] = 0x8000_0000,
        ["SCMP_ACT_TRAP"] = 0x0003_0000,
        ["SCMP_ACT_ERRNO"] = 0x0005_0000,
        ["SCMP_ACT_TRACE"] = 0x7ff0_0000,
        ["SCMP_ACT_LOG"] = 0x7ffc_0000,
        ["SCMP_ACT_ALLOW"] = 0x7fff_0000,
    };

    private static readonly Dictionary<string, SeccompOperator> Operators = new(StringComparer.Ordinal)
    {
        ["SCMP_CMP_NE"] = SeccompOperator.NotEqual,
        ["SCMP_CMP_LT"] = SeccompOperator.Less,
        ["SCMP_CMP_LE"] = SeccompOperator.LessOrEqual,
        ["SCMP_CMP_EQ"] = SeccompOperator.Equal,
        ["SCMP_CMP_GE"] = SeccompOperator.GreaterOrEqual,
        ["SCMP_CMP_GT"] = SeccompOperator.Greater,
        ["SCMP_CMP_MASKED_EQ"] = SeccompOperator.MaskedEqual,
    };

    public static byte[] Compile(LinuxSeccomp seccomp)
    {
        var standard = Action(seccomp.DefaultAction, seccomp.DefaultErrnoRet);
        using var filter = SeccompFilter.Create(standard);
        foreach (var architecture in seccomp.Architectures)
        {
            filter.AddArchitecture(architecture[ArchitecturePrefix.Length..].ToLowerInvariant());
        }

        foreach (var rule in seccomp.Syscalls)
        {
            var action = Action(rule.Action, rule.ErrnoRet);
            if (action != standard)
            {
                Add(filter, action, rule);
            }
        }

        return filter.Export();
    }

    private static uint Action(string name, uint? errno) =>
        Actions[name] | (name is "SCMP_ACT_ERRNO" or "SCMP_ACT_TRACE" ? errno ?? NotPermitted : 0);

    // Two comparisons of one argument cannot both be in a rule of libseccomp: the OCI runtimes make each a rule of its own.
    private static void Add(SeccompFilter filter, uint action, LinuxSyscall rule)
    {
        SeccompComparison[] comparisons = [.. (rule.Args ?? []).Select(arg => new SeccompComparison(arg.Index, Operators[arg.Op], arg.Value, arg.ValueTwo))];
        var areAlternatives = comparisons.DistinctBy(comparison => comparison.Argument).Count() < comparisons.Length;
        foreach (var name in rule.Names)
        {
            if (!areAlternatives)
            {
                _ = filter.Add(action, name, comparisons);
                continue;
            }

            for (var i = 0; i < comparisons.Length; i++)
            {
                _ = filter.Add(action, name, comparisons.AsSpan(i, 1));
            }
        }
    }
}
