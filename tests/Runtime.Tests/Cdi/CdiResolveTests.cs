using CriSharp.Runtime.Cdi;
using CriSharp.Runtime.OciSpec;
using Xunit;

namespace CriSharp.Tests.Runtime.Cdi;

/// <summary>Which file a device is taken from, and what it comes to on this host.</summary>
public sealed class CdiResolveTests : IDisposable
{
    private const string X = "vendor.com/class=x";

    private readonly CdiFixture _cdi = new();

    public void Dispose() => _cdi.Dispose();

    [Fact]
    public void Resolve_Nothing_LooksAtNothing() => Assert.Same(CdiEdits.None, _cdi.Resolve());

    [Theory]
    [InlineData("x")]
    [InlineData("vendor.com/class")]
    [InlineData("vendor.com/class=")]
    [InlineData("=x")]
    [InlineData("vendor.com/class=x=y")]
    [InlineData("/etc/passwd=x")]
    [InlineData("vendor.com/class=a b")]
    public void Resolve_NoDeviceName_IsRefused(string name) => Assert.Contains("is not of the form vendor/class=device", _cdi.Refusal(name), StringComparison.Ordinal);

    [Fact]
    public void Resolve_UnknownKindOrDevice_IsToldApart()
    {
        CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Setting("A=1"));

        Assert.EndsWith("no file has the kind other.com/class", _cdi.Refusal("other.com/class=x"), StringComparison.Ordinal);
        Assert.EndsWith("no file of kind vendor.com/class has it", _cdi.Refusal("vendor.com/class=y"), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_InTwoDirectories_IsTheLatersOwn()
    {
        CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Setting("A=low"));
        CdiFixture.Write(_cdi.High, "z.yaml", "{cdiVersion: 0.3.0, kind: vendor.com/class, devices: [{name: x, containerEdits: {env: [A=high]}}]}");

        Assert.Equal(["A=high"], _cdi.Resolve(X).Env);
    }

    [Fact]
    public void Resolve_TwiceInOneDirectory_NamesBothFiles()
    {
        var first = CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Setting("A=1"));
        var second = CdiFixture.Write(_cdi.Low, "b.json", CdiFixture.Setting("A=1"));

        Assert.Contains($"is in {first} and in {second}", _cdi.Refusal(), StringComparison.Ordinal);

        // A directory of higher rank settles it.
        CdiFixture.Write(_cdi.High, "c.json", CdiFixture.Setting("A=high"));
        Assert.Equal(["A=high"], _cdi.Resolve(X).Env);
    }

    [Fact]
    public void Resolve_BrokenAboveGood_IsNotTakenFromBelow()
    {
        CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Setting("A=1"));
        CdiFixture.Write(_cdi.High, "a.json", CdiFixture.Json("""{"unknown":1}"""));

        Assert.Contains("unknown is not in the specification", _cdi.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_BrokenFileOfAnotherKind_IsNoReason()
    {
        CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Json("""{"unknown":1}"""));

        Assert.EndsWith("no file has the kind other.com/class", _cdi.Refusal("other.com/class=x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_BrokenFile_IsLoggedOnceUntilItChanges()
    {
        CdiFixture.Write(_cdi.Low, "a.json", "{");
        _ = _cdi.Refusal();
        _ = _cdi.Refusal();
        Assert.Equal(1, _cdi.Log.Count);

        CdiFixture.Write(_cdi.Low, "a.json", "{}");
        _ = _cdi.Refusal();
        Assert.Equal(2, _cdi.Log.Count);
    }

    [Fact]
    public void Resolve_FileChanges_AreSeenAtOnce()
    {
        var path = CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Setting("A=1"));
        Assert.Equal(["A=1"], _cdi.Resolve(X).Env);

        CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Setting("A=22"));
        Assert.Equal(["A=22"], _cdi.Resolve(X).Env);

        var replacement = CdiFixture.Write(_cdi.Low, "new", CdiFixture.Setting("A=33"));
        File.Move(replacement, path, overwrite: true);
        Assert.Equal(["A=33"], _cdi.Resolve(X).Env);

        File.Delete(path);
        _ = _cdi.Refusal();
    }

    [Fact]
    public void Resolve_OtherFilesAndDirectories_AreNoCdi()
    {
        CdiFixture.Write(_cdi.Low, "a.json.bak", "{");
        CdiFixture.Write(_cdi.Low, ".json~", "{");
        File.CreateSymbolicLink(Path.Join(_cdi.Low, "dangling.json"), "nowhere");

        Assert.EndsWith("no file has the kind vendor.com/class", _cdi.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_WhatIsNoRegularFile_IsNeverWaitedFor()
    {
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [Path.Join(_cdi.Low, "fifo.json")]);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Join(_cdi.Low, "directory.json"));
        File.CreateSymbolicLink(Path.Join(_cdi.Low, "zero.json"), "/dev/zero");

        var message = _cdi.Refusal();

        Assert.Equal(3, message.Split("is not a regular file").Length - 1);
    }

    [Fact]
    public void Resolve_FileTooLarge_IsRefused()
    {
        using (var file = File.OpenHandle(Path.Join(_cdi.Low, "large.json"), FileMode.Create, FileAccess.Write))
        {
            RandomAccess.SetLength(file, CdiReader.LimitBytes + 1);
        }

        Assert.Contains("larger than", _cdi.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_SeveralOfOneFile_HaveTheFilesEditsOnceAndFirst()
    {
        CdiFixture.Write(_cdi.Low, "a.json", """
            {"cdiVersion":"1.0.0","kind":"vendor.com/class","containerEdits":{"env":["FILE=1"]},"devices":[
              {"name":"x","containerEdits":{"env":["X=1"]}},{"name":"y","containerEdits":{"env":["Y=1"]}},{"name":"z"}]}
            """);

        Assert.Equal(["FILE=1", "Y=1", "X=1"], _cdi.Resolve("vendor.com/class=y", X, "vendor.com/class=z", X).Env);
    }

    [Theory]
    [InlineData("""{"path":"/dev/char"}""", "/dev/char", "c", 10, 229, 0x1B6, "rwm")]
    [InlineData("""{"path":"/dev/x","hostPath":"/dev/link","permissions":"r"}""", "/dev/block", "b", 259, 3, 0x1B6, "r")]
    [InlineData("""{"path":"/dev/x","hostPath":"/dev/link","type":"b","fileMode":25008}""", "/dev/block", "b", 259, 3, 0x1B0, "rwm")]
    [InlineData("""{"path":"/dev/x","type":"u","major":10,"minor":1,"permissions":"none"}""", "/dev/x", "c", 10, 1, 0x1B6, "")]
    [InlineData("""{"path":"/dev/x","type":"p"}""", "/dev/x", "p", 0, 0, 0x1B6, "rwm")]
    public void Resolve_DeviceNode_IsCompletedFromTheHost(
        string node, string hostPath, string type, uint major, uint minor, uint mode, string access)
    {
        CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Json($$"""{"deviceNodes":[{{node}}]}"""));

        var found = Assert.Single(_cdi.Resolve(X).DeviceNodes);

        Assert.Equal((hostPath, type, major, minor, mode, access), (found.HostPath, found.Type, found.Major, found.Minor, found.FileMode, found.Access));
    }

    [Theory]
    [InlineData("""{"deviceNodes":[{"path":"/dev/gone"}]}""", "device host_path /dev/gone: no such file")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/dir"}]}""", "hostPath /dev/dir is a directory")]
    [InlineData("""{"deviceNodes":[{"path":"/dev/char","type":"b"}]}""", "hostPath /dev/char is of type c, not b")]
    [InlineData("""{"mounts":[{"hostPath":"/no/such","containerPath":"/a"}]}""", "mounts hostPath /no/such: no such file or directory")]
    [InlineData("""{"mounts":[{"hostPath":"relative","containerPath":"/a","options":["bind"]}]}""", "mounts hostPath relative")]
    [InlineData("""{"hooks":[{"hookName":"prestart","path":"/no/such"}]}""", "hooks path /no/such: no such file")]
    public void Resolve_WhatIsNotOnTheHost_IsRefusedWithFileAndField(string edits, string reason)
    {
        var path = CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Json(edits));

        var message = _cdi.Refusal();

        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"hostPath":"/etc","containerPath":"/a//b/","options":["ro","rbind"]}""", "/a/b", "bind", "/etc", "ro,rbind")]
    [InlineData("""{"hostPath":"/etc","containerPath":"/a"}""", "/a", "bind", "/etc", "rbind")]
    [InlineData("""{"hostPath":"/etc","containerPath":"/a","type":"none","options":["bind"]}""", "/a", "bind", "/etc", "bind")]
    [InlineData("""{"hostPath":"tmpfs","containerPath":"/a","type":"tmpfs","options":["size=1m"]}""", "/a", "tmpfs", "tmpfs", "size=1m")]
    public void Resolve_Mount_IsABindUnlessItSaysOtherwise(string mount, string destination, string type, string source, string options)
    {
        CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Json($$"""{"mounts":[{{mount}}]}"""));

        var found = Assert.Single(_cdi.Resolve(X).Mounts);

        Assert.Equal((destination, type, source, options), (found.Destination, found.Type, found.Source, string.Join(',', found.Options)));
    }

    [Fact]
    public void Resolve_HooksAndRdt_AreTheSpecifications()
    {
        CdiFixture.Write(_cdi.Low, "a.json", CdiFixture.Json(
            """{"hooks":[{"hookName":"createContainer","path":"/bin/sh","args":["sh","-c","true"],"env":["A=1"],"timeout":3}],"intelRdt":{"closID":"dev"}}""",
            more: ""","containerEdits":{"intelRdt":{"closID":"file","memBwSchema":"MB:0=50"}}"""));

        var edits = _cdi.Resolve(X);

        var (name, hook) = Assert.Single(edits.Hooks);
        Assert.Equal(("createContainer", "/bin/sh", 3), (name, hook.Path, hook.Timeout));
        Assert.Equal(["sh", "-c", "true"], hook.Args!);
        Assert.Equal(new LinuxIntelRdt { ClosId = "dev" }, edits.IntelRdt);
    }
}
