using System.Globalization;

namespace CriSharp.Cli.Arguments;

/// <summary>Who the container runs as: <c>UID[:GID]</c> or <c>NAME[:GID]</c>; a name is looked up in the image.</summary>
/// <param name="Id">The user's number, or <c>null</c> if it is given by name.</param>
/// <param name="Name">The user's name, empty if it is given by number.</param>
/// <param name="GroupId">The group's number, or <c>null</c> for the one that the image gives the user.</param>
internal sealed record UserSpec(long? Id, string Name, long? GroupId)
{
    /// <summary>Parses what was typed.</summary>
    public static UserSpec Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var user = colon < 0 ? text : text[..colon];
        if (user.Length == 0)
        {
            throw CommandException.Usage($"--user {text}: write UID, UID:GID, NAME or NAME:GID");
        }

        var id = IdOf(user);

        // The CRI has no field for a group's name.
        var group = colon < 0
            ? (long?)null
            : IdOf(text[(colon + 1)..]) ?? throw CommandException.Usage($"--user {text}: the group has to be a number");
        return new UserSpec(id, id is null ? user : "", group);
    }

    /// <summary>Sets the user of <paramref name="security"/>.</summary>
    public void ApplyTo(Cri.LinuxContainerSecurityContext security)
    {
        security.RunAsUser = Id is { } id ? new Cri.Int64Value { Value = id } : null;
        security.RunAsUsername = Name;
        security.RunAsGroup = GroupId is { } group ? new Cri.Int64Value { Value = group } : null;
    }

    private static long? IdOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= uint.MaxValue ? id : null;
}
