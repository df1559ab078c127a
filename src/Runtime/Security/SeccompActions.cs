namespace CriSharp.Runtime.Security;

/// <summary>Words of seccomp in the OCI specification (config-linux.md, seccomp).</summary>
internal static class SeccompActions
{
    public const string Allow = "SCMP_ACT_ALLOW";
    public const string Errno = "SCMP_ACT_ERRNO";
    public const string Notify = "SCMP_ACT_NOTIFY";

    public const string NotEqual = "SCMP_CMP_NE";
    public const string Equal = "SCMP_CMP_EQ";
    public const string MaskedEqual = "SCMP_CMP_MASKED_EQ";

    public static IReadOnlyList<string> All { get; } =
    [
        Allow, Errno, Notify, "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_TRAP", "SCMP_ACT_TRACE", "SCMP_ACT_LOG",
    ];

    public static IReadOnlyList<string> Comparisons { get; } =
        [NotEqual, "SCMP_CMP_LT", "SCMP_CMP_LE", Equal, "SCMP_CMP_GE", "SCMP_CMP_GT", MaskedEqual];

    public static IReadOnlyList<string> Flags { get; } =
        ["SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"];
}
