using System.Text;
using CriSharp.Failures;

namespace CriSharp.Images.Accounts;

/// <summary>Reads the text of passwd(5) and group(5); lines that are none are left out, as libc does. Pure.</summary>
internal static class AccountFiles
{
    /// <summary>Users, groups, or members of all groups together: what an image may make us remember.</summary>
    internal const int Most = 65536;

    internal static IReadOnlyList<ImageUser> Users(ReadOnlySpan<byte> passwd)
    {
        var users = new List<ImageUser>();
        foreach (var line in Lines(passwd))
        {
            // name:password:uid:gid:comment:home:shell
            var fields = line.Split(':', 8);
            if (fields.Length >= 4 && fields[0].Length > 0 && Number(fields[2]) is { } uid && Number(fields[3]) is { } gid)
            {
                Limit(users.Count, "passwd", "users");
                users.Add(new ImageUser(fields[0], uid, gid, fields.Length > 5 ? fields[5] : ""));
            }
        }

        return users;
    }

    internal static IReadOnlyList<ImageGroup> Groups(ReadOnlySpan<byte> group)
    {
        var groups = new List<ImageGroup>();
        var members = 0;
        foreach (var line in Lines(group))
        {
            // name:password:gid:member,member
            var fields = line.Split(':', 5);
            if (fields.Length >= 3 && fields[0].Length > 0 && Number(fields[2]) is { } gid)
            {
                var names = fields.Length > 3 ? fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
                Limit(groups.Count, "group", "groups");
                Limit((members += names.Length) - 1, "group", "members");
                groups.Add(new ImageGroup(fields[0], gid, names));
            }
        }

        return groups;
    }

    private static void Limit(int there, string file, string what)
    {
        if (there >= Most)
        {
            throw new FailureException(FailureKind.Unknown, $"/etc/{file} of the image has more than {Most} {what}");
        }
    }

    private static IEnumerable<string> Lines(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line[0] != '#');

    private static uint? Number(string text) => uint.TryParse(text, System.Globalization.NumberStyles.None, null, out var number) ? number : null;
}
