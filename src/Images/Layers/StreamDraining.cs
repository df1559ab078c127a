namespace CriSharp.Images.Layers;

/// <summary>Reading a stream to its end for the sake of whoever writes it.</summary>
internal static class StreamDraining
{
    internal static void Drain(this Stream stream)
    {
        var buffer = new byte[4096];
        while (stream.Read(buffer) > 0)
        {
        }
    }
}
