using System.Globalization;
using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Specs.Rules;

namespace CriSharp.PodSandbox.Specs;

/// <summary>
/// Finds user and groups: from the security context, else the image's USER, else root, with names looked up in the image's own files.
/// </summary>
public static class ProcessIdentity
{
    private const string RootDirectory = "/";

    /// <summary>The identity of the container's first process.</summary>
    /// <exception cref="FailureException">InvalidArgument: a name is not in the image.</exception>
    public static ProcessUser Resolve(Cri.LinuxContainerSecurityContext security, ImageConfig image, ImageAccounts accounts)
    {
        var (uid, name, imageGid) = UserOf(security, image, accounts);
        // Two names may have one uid: the name that was asked for decides about group, home and other groups.
        var account = accounts.Users.FirstOrDefault(user => user.Uid == uid && (name is null || user.Name == name));
        var gid = (uint?)security.RunAsGroup?.Value ?? imageGid ?? account?.Gid ?? 0;
        return new ProcessUser(uid, gid, Groups(security, accounts, gid, account), Home(account), account?.Name);
    }

    private static (uint Uid, string? Name, uint? Gid) UserOf(Cri.LinuxContainerSecurityContext security, ImageConfig image, ImageAccounts accounts)
    {
        if (security.RunAsUser is { } user)
        {
            return ((uint)user.Value, null, null);
        }

        return security.RunAsUsername.Length > 0
            ? (UidOf(security.RunAsUsername, accounts, ConfigCheck.Container, "linux.security_context.run_as_username"), security.RunAsUsername, null)
            : ImageUserOf(image, accounts);
    }

    // USER is user[:group], each a name or a number (OCI image specification, config.md).
    private static (uint Uid, string? Name, uint? Gid) ImageUserOf(ImageConfig image, ImageAccounts accounts)
    {
        var parts = image.User.Split(':', 2);
        uint? gid = parts is [_, { Length: > 0 } group] ? GidOf(group, accounts) : null;
        return parts[0].Length == 0 ? (0, null, gid)
            : Number(parts[0]) is { } uid ? (uid, null, gid)
            : (UidOf(parts[0], accounts, ConfigCheck.Image, "User"), parts[0], gid);
    }

    private static uint UidOf(string name, ImageAccounts accounts, ConfigCheck config, string field) =>
        accounts.Users.FirstOrDefault(user => user.Name == name)?.Uid
        ?? throw config.Refused(field, $"the image's /etc/passwd has no user {name}");

    private static uint GidOf(string group, ImageAccounts accounts) =>
        Number(group)
            ?? accounts.Groups.FirstOrDefault(known => known.Name == group)?.Gid
            ?? throw ConfigCheck.Image.Refused("User", $"the image's /etc/group has no group {group}");

    // Merge adds the groups that the image's group file puts the user in; Strict does not (KEP-3619).
    private static IReadOnlyList<uint> Groups(
        Cri.LinuxContainerSecurityContext security, ImageAccounts accounts, uint gid, ImageUser? account)
    {
        var merged = account is not null && security.SupplementalGroupsPolicy == Cri.SupplementalGroupsPolicy.Merge
            ? accounts.Groups.Where(group => group.Members.Contains(account.Name)).Select(group => group.Gid)
            : [];
        return [.. new[] { gid }.Concat(security.SupplementalGroups.Select(group => (uint)group)).Concat(merged).Distinct()];
    }

    // Digits only; a number that is no id is looked for as a name, and not found.
    private static uint? Number(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= IdentityRules.HighestId ? number : null;

    private static string Home(ImageUser? account) =>
        account?.Home is { } home && home.StartsWith('/') && !home.Any(char.IsControl) ? home : RootDirectory;
}
