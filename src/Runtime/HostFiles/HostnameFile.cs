namespace CriSharp.Runtime.HostFiles;

/// <summary>The text of a pod's <c>/etc/hostname</c>.</summary>
public static class HostnameFile
{
    /// <summary>The name and a line end, as hostname(5) wants it.</summary>
    public static string Text(string hostname) => hostname + "\n";
}
