using System.Diagnostics;
using System.Text;
using CriSharp.Linux.Files;
using CriSharp.Linux.Mounts;
using CriSharp.Runtime.Security.SeLinux;
using Xunit;

namespace CriSharp.Tests.Runtime.Security.SeLinux;

/// <summary>Real labels on real files: without SELinux the kernel keeps the attribute like any other.</summary>
[Trait("needs", "root")]
public sealed class FileLabelsTests : IDisposable
{
    private const string Label = "system_u:object_r:container_file_t:s0:c1,c2";

    private readonly string _top = Directory.CreateTempSubdirectory("crtest-labels-").FullName;

    private string Volume => Path.Combine(_top, "volume");

    private string Outside => Path.Combine(_top, "outside");

    public FileLabelsTests()
    {
        Directory.CreateDirectory(Path.Combine(Volume, "a", "b"));
        Directory.CreateDirectory(Path.Combine(Outside, "below"));
        File.WriteAllText(Path.Combine(Volume, "a", "b", "file"), "x");
        File.WriteAllText(Path.Combine(Outside, "secret"), "x");
    }

    public void Dispose() => Directory.Delete(_top, recursive: true);

    [Fact]
    public void Set_Tree_LabelsEverythingInIt()
    {
        FileLabels.Set(Volume, Label);

        Assert.All(["", "a", "a/b", "a/b/file"], name => Assert.Equal(Label + '\0', Of(Path.Join(Volume, name).TrimEnd('/'))));
        Assert.Null(Of(_top));
    }

    [Fact]
    public void Set_File_LabelsItAlone()
    {
        FileLabels.Set(Path.Combine(Volume, "a", "b", "file"), Label);

        Assert.Equal(Label + '\0', Of(Path.Combine(Volume, "a", "b", "file")));
        Assert.Null(Of(Path.Combine(Volume, "a", "b")));
    }

    [Fact]
    public void Set_TopThatHasTheLabel_StillLooksAtTheRest()
    {
        FileLabels.Set(Volume, Label);
        File.WriteAllText(Path.Combine(Volume, "a", "later"), "x");
        FileLabels.Set(Volume, Label);

        Assert.Equal(Label + '\0', Of(Path.Combine(Volume, "a", "later")));
    }

    [Fact]
    public async Task Set_FileThatHasTheLabel_IsNotWrittenTo()
    {
        FileLabels.Set(Volume, Label);
        var file = Path.Combine(Volume, "a", "b", "file");
        var changed = await ChangedAsync(file);
        FileLabels.Set(Volume, Label);

        Assert.Equal(changed, await ChangedAsync(file));
    }

    [Fact]
    public void Set_Links_AreLabelledAndNotFollowed()
    {
        File.CreateSymbolicLink(Path.Combine(Volume, "directory"), Outside);
        File.CreateSymbolicLink(Path.Combine(Volume, "file"), Path.Combine(Outside, "secret"));
        File.CreateSymbolicLink(Path.Combine(Volume, "nowhere"), "/no/such/file");
        FileLabels.Set(Volume, Label);

        Assert.All(["directory", "file", "nowhere"], name => Assert.Equal(Label + '\0', Of(Path.Combine(Volume, name))));
        Assert.All([Outside, Path.Combine(Outside, "below"), Path.Combine(Outside, "secret")], path => Assert.Null(Of(path)));
    }

    [Fact]
    public void Set_MountsInside_AreLeft()
    {
        var directory = Path.Combine(Volume, "mounted");
        Directory.CreateDirectory(directory);
        MountPoint.Bind(Outside, directory);
        try
        {
            FileLabels.Set(Volume, Label);

            Assert.All([Outside, Path.Combine(Outside, "below"), Path.Combine(Outside, "secret")], path => Assert.Null(Of(path)));
            Assert.Equal(Label + '\0', Of(Path.Combine(Volume, "a")));
        }
        finally
        {
            MountPoint.Unmount(directory);
        }
    }

    [Fact]
    public void Set_NameThatIsNoText_IsLabelledToo()
    {
        using var directory = Open.Directory(Volume);
        byte[] name = [0xff, 0xfe];
        Open.At(directory, name, OpenModes.WriteOnly | OpenModes.Create, 0x1A4).Dispose();
        FileLabels.Set(Volume, Label);

        Assert.NotNull(Attributes.GetExtended(directory, name, "security.selinux"u8));
        Entries.Check(Entries.TryUnlink(directory, name), "unlinkat", name);
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/usr", true)]
    [InlineData("//usr//", true)]
    [InlineData("/usr/share/doc", true)]
    [InlineData("/etc", true)]
    [InlineData("/etc/ssl/certs", true)]
    [InlineData("/home", true)]
    [InlineData("/home/me/data", false)]
    [InlineData("/root", true)]
    [InlineData("/root/data", false)]
    [InlineData("/proc/1", true)]
    [InlineData("/sys/fs/cgroup", true)]
    [InlineData("/dev/shm", true)]
    [InlineData("/var/lib", true)]
    [InlineData("/var/lib/kubelet", true)]
    [InlineData("/var/lib/kubelet/pods/u/volumes/v", false)]
    [InlineData("/var/log", true)]
    [InlineData("/srv/data", false)]
    [InlineData("/userdata", false)]
    [InlineData("/mnt/disk", false)]
    public void IsNodes_WhatBelongsToTheWholeNode(string path, bool isNodes) => Assert.Equal(isNodes, FileLabels.IsNodes(path));

    private static string? Of(string path)
    {
        using var directory = Open.Directory(Path.GetDirectoryName(path)!);
        var value = Attributes.GetExtended(directory, Encoding.UTF8.GetBytes(Path.GetFileName(path)), "security.selinux"u8);
        return value is null ? null : Encoding.ASCII.GetString(value);
    }

    private static async Task<string> ChangedAsync(string path)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%z", path]) { RedirectStandardOutput = true })!;
        var text = await stat.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await stat.WaitForExitAsync(TestContext.Current.CancellationToken);
        return text;
    }
}
