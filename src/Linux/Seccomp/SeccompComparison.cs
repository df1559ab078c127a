using System.Runtime.InteropServices;

namespace CriSharp.Linux.Seccomp;

/// <summary>A comparison of one argument of a system call (<c>struct scmp_arg_cmp</c>, seccomp_rule_add(3)).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SeccompComparison(uint Argument, SeccompOperator Operator, ulong First, ulong Second);
