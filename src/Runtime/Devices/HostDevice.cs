using CriSharp.Linux.Devices;

namespace CriSharp.Runtime.Devices;

/// <summary>A device of the host and the path a container sees it at.</summary>
public sealed record HostDevice(DeviceNode Node, string ContainerPath);
