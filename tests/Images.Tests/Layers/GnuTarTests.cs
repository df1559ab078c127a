using System.Diagnostics;
using CriSharp.Linux.Files;
using Xunit;

namespace CriSharp.Tests.Images.Layers;

/// <summary>Archives written by the tar that everyone has, in all its forms.</summary>
[Trait("needs", "root")]
public sealed class GnuTarTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("crtest-images-tar-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=ustar")]
    [InlineData("--format=pax")]
    [InlineData("--format=gnu --sparse")]
    [InlineData("--format=pax --sparse --sparse-version=0.0")]
    [InlineData("--format=pax --sparse --sparse-version=0.1")]
    [InlineData("--format=pax --sparse --sparse-version=1.0")]
    public async Task Unpack_OfGnuTar_IsTheTreeThatWasPacked(string options)
    {
        var tree = Path.Combine(_directory, "tree");
        var deep = Directory.CreateDirectory(Path.Combine(tree, new string('d', 90), new string('e', 90))).FullName;
        var name = options.Contains("ustar", StringComparison.Ordinal) ? "f" : new string('f', 120);
        await File.WriteAllTextAsync(Path.Combine(deep, name), "deep", TestContext.Current.CancellationToken);
        WriteSparse(Path.Combine(tree, "sparse"));
        var archive = Path.Combine(_directory, "a.tar");
        Run($"tar {options} -C {tree} -cf {archive} .");

        using var layer = await Unpacking.RunAsync(await File.ReadAllBytesAsync(archive, TestContext.Current.CancellationToken));

        Run($"diff -r {tree} {layer.Root}");
        if (options.Contains("sparse", StringComparison.Ordinal))
        {
            using var root = Open.Directory(layer.Root);
            var sparse = FileStatus.Of(root, "sparse"u8)!;
            Assert.Equal(SparseBytes, sparse.SizeBytes);
            Assert.True(sparse.DiskBytes < SparseBytes / 2, $"{sparse.DiskBytes} bytes on disk");
        }
    }

    private const long SparseBytes = 8 * 1024 * 1024;

    // More stretches of data than fit the first header of the old form.
    private static void WriteSparse(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew);
        for (var i = 0; i < 30; i++)
        {
            file.Position = i * 256 * 1024;
            file.Write([1, 2, 3, (byte)i]);
        }

        file.SetLength(SparseBytes);
    }

    private static void Run(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command}: {output}");
    }
}
