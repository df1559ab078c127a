namespace CriSharp.PodSandbox.Specs;

/// <summary>The CDI devices that a container asks for: by field (KEP-4009), and by annotation as before it.</summary>
public static class CdiRequests
{
    /// <summary><c>cdi.k8s.io/&lt;anything&gt;</c>: names separated by commas.</summary>
    public const string AnnotationPrefix = "cdi.k8s.io/";

    /// <summary>Their names, those of the field first, each once.</summary>
    public static IReadOnlyList<string> Of(Cri.ContainerConfig config) =>
        [.. config.CDIDevices.Select(device => device.Name).Concat(Annotations(config).SelectMany(Names)).Distinct(StringComparer.Ordinal)];

    /// <summary>The annotations that ask for devices, in the order of their keys.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Annotations(Cri.ContainerConfig config) => config.Annotations
        .Where(annotation => annotation.Key.StartsWith(AnnotationPrefix, StringComparison.Ordinal))
        .OrderBy(annotation => annotation.Key, StringComparer.Ordinal);

    internal static IEnumerable<string> Names(KeyValuePair<string, string> annotation) => annotation.Value.Split(',').Select(name => name.Trim());
}
