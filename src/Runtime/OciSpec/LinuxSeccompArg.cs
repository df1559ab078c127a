namespace CriSharp.Runtime.OciSpec;

/// <summary>A comparison of one argument of a system call (seccomp_rule_add(3)).</summary>
/// <param name="Index">Which argument, 0 to 5.</param>
/// <param name="Value">What it is compared with; with <c>SCMP_CMP_MASKED_EQ</c> the mask.</param>
/// <param name="ValueTwo">With <c>SCMP_CMP_MASKED_EQ</c> what the masked argument is compared with.</param>
/// <param name="Op"><c>SCMP_CMP_EQ</c>, …</param>
public sealed record LinuxSeccompArg(uint Index, ulong Value, ulong ValueTwo, string Op);
