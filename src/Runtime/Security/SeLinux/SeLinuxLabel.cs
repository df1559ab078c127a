namespace CriSharp.Runtime.Security.SeLinux;

/// <summary>
/// A security context of SELinux, <c>user:role:type:level</c>; the level is empty where the policy has none. A level has a sensitivity and
/// categories, <c>s0:c1,c2</c>: a process reaches only files whose categories it has all of.
/// </summary>
public sealed record SeLinuxLabel(string User, string Role, string Type, string Level)
{
    /// <summary>The level without its categories and without the upper end of a range.</summary>
    public string Sensitivity => Level.Split(':', '-')[0];

    /// <summary>Null: not a context.</summary>
    public static SeLinuxLabel? Parse(string text) => text.Split(':', 4) switch
    {
        [{ Length: > 0 } user, { Length: > 0 } role, { Length: > 0 } type, .. var level] => new SeLinuxLabel(user, role, type, string.Concat(level)),
        _ => null,
    };

    public override string ToString() => Level.Length > 0 ? $"{User}:{Role}:{Type}:{Level}" : $"{User}:{Role}:{Type}";
}
