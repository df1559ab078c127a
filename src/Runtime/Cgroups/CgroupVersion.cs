namespace CriSharp.Runtime.Cgroups;

/// <summary>How control groups are mounted (cgroups(7)).</summary>
public enum CgroupVersion
{
    /// <summary>One tree with all controllers: what production nodes have.</summary>
    Unified,

    /// <summary>A tree per controller.</summary>
    Legacy,

    /// <summary>Version 1 trees with a version 2 tree beside them that has some or no controllers.</summary>
    Hybrid,
}
