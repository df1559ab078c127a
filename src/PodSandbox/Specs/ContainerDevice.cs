using CriSharp.Runtime.Devices;

namespace CriSharp.PodSandbox.Specs;

/// <summary>A device that a container asks for. <paramref name="Access"/> is of <c>rwm</c>, as the CRI device says.</summary>
public sealed record ContainerDevice(HostDevice Device, string Access);
