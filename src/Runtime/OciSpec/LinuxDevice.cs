namespace CriSharp.Runtime.OciSpec;

/// <summary>A device node to make in the container. <paramref name="Type"/> is <c>c</c>, <c>b</c> or <c>p</c> (mknod(1)).</summary>
public sealed record LinuxDevice(string Type, string Path, long Major, long Minor, uint FileMode, uint Uid, uint Gid);
