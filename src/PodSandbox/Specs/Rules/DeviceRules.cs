namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>What a container's devices must be like.</summary>
internal static class DeviceRules
{
    private static readonly ConfigCheck Check = ConfigCheck.Container;

    public static void Validate(Cri.ContainerConfig config)
    {
        for (var i = 0; i < config.Devices.Count; i++)
        {
            var (field, device) = ($"devices[{i}]", config.Devices[i]);
            Check.Absolute($"{field}.container_path", device.ContainerPath);
            Check.Absolute($"{field}.host_path", device.HostPath);
            Check.Require(
                device.Permissions.Length > 0 && device.Permissions.All(letter => letter is 'r' or 'w' or 'm'),
                $"{field}.permissions",
                $"\"{device.Permissions}\" is not made of r, w and m");
        }

        for (var i = 0; i < config.CDIDevices.Count; i++)
        {
            Check.Require(config.CDIDevices[i].Name.Length > 0, $"CDI_devices[{i}].name", "is empty");
        }

        foreach (var annotation in CdiRequests.Annotations(config))
        {
            Check.Require(CdiRequests.Names(annotation).All(name => name.Length > 0), $"annotations[{annotation.Key}]", "has an empty device name");
        }
    }
}
