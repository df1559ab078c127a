namespace CriSharp.Runtime.OciSpec;

/// <summary>A limit of the hugetlb controller: <paramref name="PageSize"/> like <c>2MB</c>, <paramref name="Limit"/> in bytes.</summary>
public sealed record LinuxHugepageLimit(string PageSize, ulong Limit);
