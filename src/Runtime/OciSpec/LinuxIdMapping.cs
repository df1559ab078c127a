namespace CriSharp.Runtime.OciSpec;

/// <summary>A range of ids of a user namespace (config-linux.md, user namespace mappings).</summary>
public sealed record LinuxIdMapping(uint ContainerID, uint HostID, uint Size);
