namespace CriSharp.Runtime.OciRuntimes;

/// <summary>The parts of the <c>features</c> document that are read; names are those of its JSON.</summary>
internal sealed record FeaturesDocument(IReadOnlyList<string>? MountOptions, FeaturesDocument.LinuxPart? Linux)
{
    internal sealed record LinuxPart(
        IReadOnlyList<string>? Namespaces, Part? Apparmor, Part? Selinux, Part? Seccomp, MountExtensionsPart? MountExtensions);

    internal sealed record MountExtensionsPart(Part? Idmap);

    internal sealed record Part(bool? Enabled);
}
