namespace CriSharp.Images.Manifests;

/// <summary>The media types of manifests and layers, OCI's and Docker's.</summary>
internal static class MediaTypes
{
    internal const string OciIndex = "application/vnd.oci.image.index.v1+json";
    internal const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    internal const string OciConfig = "application/vnd.oci.image.config.v1+json";
    internal const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    internal const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    internal const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>What a registry is told that we take.</summary>
    internal static readonly string[] Manifests = [OciIndex, OciManifest, DockerList, DockerManifest];

    internal static bool IsIndex(string mediaType) => mediaType is OciIndex or DockerList;

    internal static bool IsManifest(string mediaType) => mediaType is OciManifest or DockerManifest;

    internal static bool IsConfig(string mediaType) => mediaType is OciConfig or DockerConfig;

    internal static bool IsSchema1(string mediaType) => mediaType.StartsWith("application/vnd.docker.distribution.manifest.v1", StringComparison.Ordinal);

    /// <summary>Tar archives, plain or compressed; how is seen from the data. Not those that are encrypted.</summary>
    internal static bool IsLayer(string mediaType) => mediaType
        is "application/vnd.oci.image.layer.v1.tar"
        or "application/vnd.oci.image.layer.v1.tar+gzip"
        or "application/vnd.oci.image.layer.v1.tar+zstd"
        or "application/vnd.oci.image.layer.nondistributable.v1.tar"
        or "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
        or "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd"
        or "application/vnd.docker.image.rootfs.diff.tar"
        or "application/vnd.docker.image.rootfs.diff.tar.gzip"
        or "application/vnd.docker.image.rootfs.diff.tar.zstd"
        or "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
}
