using System.Text;
using CriSharp.Linux;
using CriSharp.Linux.Threads;

namespace CriSharp.Images.Layers;

/// <summary>Third stage of a layer: the archive's entries become files. The work of a dedicated thread, whose umask it clears.</summary>
internal sealed class LayerUntar(string directory, LayerLimits limits, BlockQueue input)
{
    private const int LongestName = 200;

    internal UnpackedLayer Run()
    {
        ThreadFileContext.Separate();
        ThreadFileContext.ClearFileModeMask();
        using var plain = input.OpenReader();
        var measure = new LayerMeasure();
        var budget = new LayerBudget(limits);
        using var tree = new LayerTree(directory, measure, budget);
        try
        {
            Write(new TarReader(plain, limits), new LayerWriter(tree, measure, budget));
        }
        catch (LayerArchiveException)
        {
            // If it is not the archive that the image's digests promise, the stages before find that out at its end.
            plain.Drain();
            throw;
        }

        plain.Drain();
        return new UnpackedLayer(measure.Bytes, measure.Inodes, tree.Implied, tree.IsRootOpaque, tree.DescribesRoot);
    }

    private static void Write(TarReader archive, LayerWriter writer)
    {
        while (archive.Next() is { } entry)
        {
            try
            {
                writer.Write(entry, archive);
            }
            catch (LayerArchiveException e)
            {
                throw new LayerArchiveException($"entry {Printable(entry)}: {e.Message}");
            }
            catch (LinuxException e)
            {
                throw new LayerEntryException(Printable(entry), e);
            }
        }

        writer.Finish();
    }

    private static string Printable(TarEntry entry)
    {
        var text = Encoding.UTF8.GetString(entry.Name.AsSpan(0, Math.Min(entry.Name.Length, LongestName)));
        return string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
    }
}
