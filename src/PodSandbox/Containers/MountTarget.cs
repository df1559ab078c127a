namespace CriSharp.PodSandbox.Containers;

/// <summary>A place of our own on the host to mount something on.</summary>
internal static class MountTarget
{
    /// <summary>Makes the place, and the directories that lead there: a directory, or an empty file for what is none.</summary>
    public static void Make(string path, bool isDirectory)
    {
        Directory.CreateDirectory(isDirectory ? path : Path.GetDirectoryName(path)!);
        if (!isDirectory)
        {
            File.WriteAllBytes(path, []);
        }
    }
}
