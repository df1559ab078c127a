namespace CriSharp.Linux.Seccomp;

/// <summary>How an argument is compared (<c>enum scmp_compare</c>).</summary>
public enum SeccompOperator
{
    NotEqual = 1, // SCMP_CMP_NE
    Less = 2, // SCMP_CMP_LT
    LessOrEqual = 3, // SCMP_CMP_LE
    Equal = 4, // SCMP_CMP_EQ
    GreaterOrEqual = 5, // SCMP_CMP_GE
    Greater = 6, // SCMP_CMP_GT
    MaskedEqual = 7, // SCMP_CMP_MASKED_EQ: first is the mask, second what remains of the argument
}
