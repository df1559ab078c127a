namespace CriSharp.Linux.Mounts;

/// <summary>The mount option that gives every file of a file system one SELinux context (mount(8), <c>context=</c>).</summary>
public static class MountContext
{
    /// <summary>The option with a comma before it; empty without a context. Its categories have commas, hence the quotes.</summary>
    public static string Option(string? label) => label is null ? "" : $",context=\"{label}\"";
}
