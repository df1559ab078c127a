namespace CriSharp.Runtime.Security.AppArmor;

/// <summary>What AppArmor on this node lets a container have.</summary>
/// <param name="IsEnabled">The kernel enforces profiles.</param>
/// <param name="DefaultProblem">Why <see cref="AppArmorDefault"/> cannot be had; null: it can.</param>
/// <param name="Loaded">The profiles in the kernel.</param>
public sealed record AppArmorFacts(bool IsEnabled, string? DefaultProblem, IReadOnlySet<string> Loaded)
{
    /// <summary>A node without AppArmor.</summary>
    public static AppArmorFacts Absent { get; } = new(false, null, new HashSet<string>());
}
