namespace CriSharp.Runtime.OciSpec;

/// <summary>A rule of the device controller; later rules win. A null number means every one.</summary>
/// <param name="Allow">Whether access is given or taken.</param>
/// <param name="Type"><c>a</c>, <c>c</c> or <c>b</c>; null as <c>a</c>.</param>
/// <param name="Major">Major number.</param>
/// <param name="Minor">Minor number.</param>
/// <param name="Access">Of <c>rwm</c>: read, write, mknod.</param>
public sealed record LinuxDeviceCgroup(bool Allow, string? Type, long? Major, long? Minor, string Access);
