namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What user and group ids must be like, in a sandbox's or a container's security context.</summary>
internal static class IdentityRules
{
    /// <summary>(uid_t)-1 means "leave as it is" to setuid(2) and is nobody's.</summary>
    public const long HighestId = uint.MaxValue - 1;

    private const string Context = "linux.security_context";

    public static void Validate(ConfigCheck check, Cri.Int64Value? user, string username, Cri.Int64Value? group)
    {
        check.Require(user is null || username.Length == 0, $"{Context}.run_as_username", "cannot be together with run_as_user");
        check.Require(
            group is null || user is not null || username.Length > 0, $"{Context}.run_as_group", "needs run_as_user or run_as_username");
        Id(check, "run_as_user", user?.Value ?? 0);
        Id(check, "run_as_group", group?.Value ?? 0);
        check.Require(!username.Any(c => c is ':' or '/' || char.IsControl(c)), $"{Context}.run_as_username", "is not a user's name");
    }

    public static void Groups(ConfigCheck check, IEnumerable<long> groups, Cri.SupplementalGroupsPolicy policy)
    {
        check.Known($"{Context}.supplemental_groups_policy", policy);
        foreach (var group in groups)
        {
            Id(check, "supplemental_groups", group);
        }
    }

    private static void Id(ConfigCheck check, string field, long id) => check.Between($"{Context}.{field}", id, 0, HighestId);
}
