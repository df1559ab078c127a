using CriSharp.Tests.e2e.Client;
using CriSharp.Tests.e2e.Node;
using Grpc.Core;

namespace CriSharp.Tests.e2e.Containers;

/// <summary>Devices that vendors describe by files, seen from inside the container.</summary>
public sealed class CdiTests(NodeFixture fixture) : NodeTests(fixture), IDisposable
{
    private readonly List<string> _files = [];

    public void Dispose() => _files.ForEach(File.Delete);

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task JsonByField_MakesEveryEdit(string handler)
    {
        var hooked = Path.Combine(Node.Directories.Volumes, $"hooked-{handler}");
        var library = Directory.CreateDirectory(Path.Combine(Node.Directories.Volumes, "vendor")).FullName;
        await File.WriteAllTextAsync(Path.Combine(library, "file"), "library\n");
        Write(Node.Directories.Cdi, "vendor.json", $$"""
            {
              "cdiVersion": "1.0.0", "kind": "vendor.example/fuse",
              "containerEdits": {"env": ["VENDOR=file", "ALL=1"], "mounts": [
                {"hostPath": "{{library}}", "containerPath": "/opt/vendor", "options": ["ro", "nosuid", "nodev", "rbind", "rprivate"]}]},
              "devices": [{"name": "0", "containerEdits": {
                "env": ["VENDOR=device"],
                "deviceNodes": [{"path": "/dev/vendor0", "hostPath": "/dev/fuse", "permissions": "r", "fileMode": 416, "gid": 7}],
                "hooks": [{"hookName": "createRuntime", "path": "/bin/sh", "args": ["sh", "-c", "cat >{{hooked}}"] }],
                "additionalGids": [4321] } }]
            }
            """);
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        const string script = """
            echo $VENDOR $ALL; stat -c '%F %t:%T %a %u:%g' /dev/vendor0; cat /opt/vendor/file; id -G
            : </dev/vendor0 && echo readable; (: >>/dev/vendor0) 2>/dev/null || echo 'not writable'
            touch /opt/vendor/new 2>/dev/null || echo read-only
            """;
        var config = Configs.Script(Node, script).With(container => container.CDIDevices.Add([new() { Name = "vendor.example/fuse=0" }, new() { Name = "vendor.example/fuse=0" }]));

        var output = (await pod.RunAsync(config)).Succeeded();

        Assert.Equal("device 1\ncharacter special file a:e5 640 0:7\nlibrary\n0 4321\nreadable\nnot writable\nread-only\n", output);
        Assert.Contains("\"bundle\"", await File.ReadAllTextAsync(hooked), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task YamlByAnnotation_OfTwoKinds_InTheirOrder(string handler)
    {
        Write(Node.Directories.Cdi, "loop.yaml", """
            cdiVersion: 0.6.0
            kind: vendor.example/loop
            devices:
              - name: 7
                containerEdits:
                  env: [LAST=loop, LOOP=7]
                  deviceNodes:
                    - {path: /dev/block7, type: b, major: 7, minor: 7}
            """);
        Write(Node.Directories.VolatileCdi, "null.yml", """
            cdiVersion: "0.3.0"
            kind: vendor.example/null
            devices: [{name: alias, containerEdits: {env: ["LAST=null"], deviceNodes: [{path: /dev/null}]}}]
            """);
        await using var pod = await Node.RunPodAsync(runtimeHandler: handler);
        var config = Configs.Script(Node, "echo $LAST $LOOP; stat -c '%F %t:%T %a %u:%g' /dev/block7; echo x >/dev/null && echo null")
            .Secured(context => context.RunAsUser = new() { Value = 1000 })
            .With(container =>
            {
                container.Annotations["cdi.k8s.io/vendor_a"] = "vendor.example/loop=7,vendor.example/null=alias";
                container.Annotations["other"] = "vendor.example/none=0";
            });

        // What nobody says the owner of is the process's own.
        Assert.Equal("null 7\nblock special file 7:7 666 1000:1000\nnull\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task InAUserNamespace_NothingIsLost(string handler)
    {
        const uint HostId = 1_200_000;
        var library = Directory.CreateDirectory(Path.Combine(Node.Directories.Volumes, "vendor")).FullName;
        await File.WriteAllTextAsync(Path.Combine(library, "file"), "library\n");
        var node = await HostNodes.MakeAsync(Path.Combine(Node.Directories.Volumes, $"vendor-{handler}"), "c", 10, 229);
        Write(Node.Directories.Cdi, "mapped.json", $$"""
            {
              "cdiVersion": "1.0.0", "kind": "vendor.example/mapped",
              "devices": [{"name": "0", "containerEdits": {
                "env": ["VENDOR=1"],
                "deviceNodes": [{"path": "/dev/vendor0", "hostPath": "{{node}}", "permissions": "r"}],
                "mounts": [{"hostPath": "{{library}}", "containerPath": "/opt/vendor", "options": ["ro", "rbind", "rprivate"]}] } }]
            }
            """);
        await using var pod = await Node.RunPodAsync(UserNamespacePods.Mapped(Node, HostId), handler);
        const string script = """
            echo $VENDOR; cat /opt/vendor/file; stat -c '%F %t:%T' /dev/vendor0
            (: </dev/vendor0) && echo readable; (: >>/dev/vendor0) 2>/dev/null || echo 'not writable'
            """;
        var config = Configs.Script(Node, script)
            .Secured(context => context.NamespaceOptions = pod.Config.Linux.SecurityContext.NamespaceOptions.Clone())
            .With(container => container.CDIDevices.Add(new Cri.CDIDevice { Name = "vendor.example/mapped=0" }));

        Assert.Equal("1\nlibrary\ncharacter special file a:e5\nreadable\nnot writable\n", (await pod.RunAsync(config)).Succeeded());
    }

    [Theory]
    [InlineData("vendor.example/absent=0", "no file has the kind vendor.example/absent")]
    [InlineData("vendor.example/broken=0", "deviceNodes[0].path is missing")]
    [InlineData("vendor.example/twice=0", "only one can be meant")]
    [InlineData("vendor.example/gone=0", "/dev/crtest-gone: no such file")]
    [InlineData("just-a-name", "is not of the form vendor/class=device")]
    public async Task Unresolvable_IsRefusedByName_AndNothingIsMade(string name, string cause)
    {
        Write(Node.Directories.Cdi, "broken.json", """{"cdiVersion":"1.0.0","kind":"vendor.example/broken","devices":[{"name":"0","containerEdits":{"deviceNodes":[{}]}}]}""");
        Write(Node.Directories.Cdi, "gone.json", """{"cdiVersion":"1.0.0","kind":"vendor.example/gone","devices":[{"name":"0","containerEdits":{"deviceNodes":[{"path":"/dev/crtest-gone"}]}}]}""");
        Write(Node.Directories.Cdi, "twice-a.json", """{"cdiVersion":"1.0.0","kind":"vendor.example/twice","devices":[{"name":"0"}]}""");
        Write(Node.Directories.Cdi, "twice-b.json", """{"cdiVersion":"1.0.0","kind":"vendor.example/twice","devices":[{"name":"0"}]}""");
        await using var pod = await Node.RunPodAsync();
        var before = Node.Leftovers();
        var config = Configs.Running(Node, "true").With(container => container.CDIDevices.Add(new Cri.CDIDevice { Name = name }));

        var message = await Failures.ExpectAsync(
            StatusCode.InvalidArgument, () => Node.Runtime.CreateContainerAsync(new() { PodSandboxId = pod.Id, Config = config, SandboxConfig = pod.Config }));

        Assert.Contains($"CDI device {name}", message, StringComparison.Ordinal);
        Assert.Contains(cause, message, StringComparison.Ordinal);
        Assert.Equal(before, Node.Leftovers());
        Assert.Empty((await Node.Runtime.ListContainersAsync(new())).Containers);
    }

    private void Write(string directory, string name, string text)
    {
        var path = Path.Combine(directory, name);
        _files.Add(path);
        File.WriteAllText(path, text);
    }
}
