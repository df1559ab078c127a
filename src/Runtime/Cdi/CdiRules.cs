using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace CriSharp.Runtime.Cdi;

/// <summary>What a CDI file must be like. Who writes one may change any container, so it is trusted; but not to have made no mistake.</summary>
internal static class CdiRules
{
    private const int LongestPath = 4095; // PATH_MAX without its NUL
    private const int MostItems = 4096;

    private static readonly string[] DeviceTypes = ["b", "c", "u", "p"];

    /// <exception cref="JsonException">The file cannot be used; the message names the field.</exception>
    public static void Validate(CdiFile file)
    {
        Require(file.Kind is not null, "kind is missing");
        Require(CdiNames.IsKind(file.Kind), $"kind \"{file.Kind}\" is not vendor/class");
        CdiVersions.Validate(file);
        Require(file.Devices is { Count: > 0 }, "devices is empty");
        Require(file.Devices.Count <= MostItems, $"devices: more than {MostItems}");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var device in file.Devices)
        {
            Require(device?.Name is not null, "devices: a device without a name");
            Require(CdiNames.IsDevice(device.Name), $"device name \"{device.Name}\" is not made of letters and digits with -, _, . and : between");
            Require(names.Add(device.Name), $"device {device.Name} is there twice");
            Validate($"device {device.Name}: ", device.ContainerEdits);
        }

        Validate("", file.ContainerEdits);
    }

    private static void Validate(string where, CdiFile.Edits? edits)
    {
        Each($"{where}env", edits?.Env, Variable);
        Each($"{where}deviceNodes", edits?.DeviceNodes, DeviceNode);
        Each($"{where}mounts", edits?.Mounts, MountPoint);
        Each($"{where}hooks", edits?.Hooks, Hook);
        Require((edits?.AdditionalGids?.Count ?? 0) <= MostItems, $"{where}additionalGids: more than {MostItems}");
        if (edits?.IntelRdt?.ClosId is { } name)
        {
            // The name of a directory below /sys/fs/resctrl, or / for that itself.
            var isName = name == "/" || (name is not ("" or "." or "..") && !name.Contains('/') && !name.Contains('\n') && name.Length <= 255);
            Require(isName, $"{where}intelRdt.closID \"{name}\" is not a name");
        }
    }

    private static void Variable(string field, string variable) =>
        Require(variable.IndexOf('=', StringComparison.Ordinal) > 0 && !variable.Contains('\0'), $"{field}: \"{variable}\" is not NAME=value");

    private static void DeviceNode(string field, CdiFile.DeviceNode node)
    {
        Absolute($"{field}.path", node.Path);
        if (node.HostPath is { Length: > 0 })
        {
            Absolute($"{field}.hostPath", node.HostPath);
        }

        Require(node.Type is null or "" || DeviceTypes.Contains(node.Type), $"{field}.type \"{node.Type}\" is none of b, c, u and p");
        Require(node.Major is null or (>= 0 and <= uint.MaxValue), $"{field}.major {node.Major} is no device number");
        Require(node.Minor is null or (>= 0 and <= uint.MaxValue), $"{field}.minor {node.Minor} is no device number");
        Require(
            node.Permissions is null or "" or CdiDeviceNode.NoAccess || node.Permissions.All(letter => letter is 'r' or 'w' or 'm'),
            $"{field}.permissions \"{node.Permissions}\" is not made of r, w and m");
    }

    private static void MountPoint(string field, CdiFile.MountPoint mount)
    {
        Require(mount.HostPath is { Length: > 0 } && !mount.HostPath.Contains('\0'), $"{field}.hostPath is missing");
        Absolute($"{field}.containerPath", mount.ContainerPath);
        Require(mount.ContainerPath.Trim('/').Length > 0, $"{field}.containerPath is the root");
        Each($"{field}.options", mount.Options, (option, text) => Require(text.Length > 0 && !text.Contains('\0'), $"{option} is empty"));
    }

    private static void Hook(string field, CdiFile.Hook hook)
    {
        Require(CdiHook.Names.Contains(hook.HookName), $"{field}.hookName \"{hook.HookName}\" is none of {string.Join(", ", CdiHook.Names)}");
        Absolute($"{field}.path", hook.Path);
        Require(hook.Timeout is null or > 0, $"{field}.timeout {hook.Timeout} is not above zero");
        Each($"{field}.args", hook.Args, (argument, text) => Require(!text.Contains('\0'), $"{argument} has a NUL byte in it"));
        Each($"{field}.env", hook.Env, Variable);
    }

    private static void Absolute(string field, [NotNull] string? path)
    {
        Require(path is { Length: > 0 }, $"{field} is missing");
        Require(path[0] == '/' && !path.Split('/').Contains(".."), $"{field} {path} is not an absolute path without '..'");
        Require(path.Length <= LongestPath && !path.Contains('\0'), $"{field} is not a path");
    }

    private static void Each<T>(string field, IReadOnlyList<T?>? items, Action<string, T> validate)
        where T : class
    {
        Require((items?.Count ?? 0) <= MostItems, $"{field}: more than {MostItems}");
        for (var i = 0; i < items?.Count; i++)
        {
            validate($"{field}[{i}]", items[i] ?? throw new JsonException($"{field}[{i}] is null"));
        }
    }

    private static void Require([DoesNotReturnIf(false)] bool holds, string problem)
    {
        if (!holds)
        {
            throw new JsonException(problem);
        }
    }
}
