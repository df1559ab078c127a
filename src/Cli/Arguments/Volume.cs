
namespace CriSharp.Cli.Arguments;

/// <summary>A directory or file of the host inside the container: <c>HOST:CONTAINER[:ro|rw|rslave|rshared,…]</c>.</summary>
internal static class Volume
{
    /// <summary>The mount as the CRI wants it; a host path that starts with <c>.</c> is taken from <paramref name="workingDirectory"/>.</summary>
    public static Cri.Mount Parse(string text, string workingDirectory)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3)
        {
            throw CommandException.Usage($"--volume {text}: write HOST:CONTAINER, such as /srv/data:/data or /etc/ssl:/etc/ssl:ro");
        }

        var mount = new Cri.Mount
        {
            HostPath = HostPathOf(text, parts[0], workingDirectory),
            ContainerPath = parts[1].StartsWith('/')
                ? parts[1]
                : throw CommandException.Usage($"--volume {text}: the path in the container, '{parts[1]}', is not absolute"),
        };
        foreach (var option in parts.Length == 3 ? parts[2].Split(',') : [])
        {
            Apply(text, option, mount);
        }

        return mount;
    }

    private static string HostPathOf(string text, string path, string workingDirectory) => path switch
    {
        ['/', ..] => path,
        "." or ".." or ['.', '/', ..] or ['.', '.', '/', ..] => Path.GetFullPath(path, workingDirectory),
        _ => throw CommandException.Usage(
            $"--volume {text}: '{path}' is no path; write an absolute one, or one that starts with ./ (there are no named volumes)"),
    };

    private static void Apply(string text, string option, Cri.Mount mount)
    {
        switch (option)
        {
            case "ro":
                mount.Readonly = true;
                break;
            case "rw":
                mount.Readonly = false;
                break;
            case "rslave":
                mount.Propagation = Cri.MountPropagation.PropagationHostToContainer;
                break;
            case "rshared":
                mount.Propagation = Cri.MountPropagation.PropagationBidirectional;
                break;
            default:
                throw CommandException.Usage($"--volume {text}: option '{option}' is none of ro, rw, rslave, rshared");
        }
    }
}
