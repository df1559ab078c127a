namespace CriSharp.Tests.e2e.Images;

/// <summary>The images the tests run, all built from Debian's static busybox.</summary>
public static class TestImages
{

    private static readonly string[] Applets =
    [
        "awk", "cat", "chmod", "chown", "cut", "date", "dd", "df", "dmesg", "echo", "env", "false", "find", "grep", "head", "hostname", "httpd",
        "id", "ip", "kill", "ln", "ls", "mkdir", "mkfifo", "mount", "nc", "ping", "printf", "ps", "pwd", "readlink", "rm", "sed", "seq", "sh",
        "sleep", "sort", "stat", "sync", "tail", "test", "touch", "tr", "true", "tty", "umount", "uname", "wc", "wget", "xargs", "yes", "od", "setsid",
    ];

    private static readonly byte[] Program = File.ReadAllBytes("/bin/busybox");
    private static readonly byte[] Userland = BusyboxLayer();

    /// <summary>Busybox with the accounts root, app (1000:1000, also in staff 50 and extra 2000) and a few groups.</summary>
    public static BuiltImage Busybox { get; } =
        BuiltImage.Of(new ImageSettings { Cmd = ["sh"], Env = ["PATH=/bin"] }, (Userland, LayerCompression.Gzip));

    /// <summary>Every field of an image configuration that a container takes over.</summary>
    public static BuiltImage Configured { get; } = BuiltImage.Of(
        new ImageSettings
        {
            Entrypoint = ["/bin/echo", "entry"],
            Cmd = ["command"],
            Env = ["PATH=/bin", "FROM_IMAGE=yes", "BOTH=image"],
            User = "app",
            WorkingDir = "/work",
            StopSignal = "SIGUSR1",
            Volumes = new() { ["/data"] = new object() },
            Labels = new() { ["org.example"] = "configured" },
        },
        (Userland, LayerCompression.Gzip),
        (new LayerBuilder().Directory("work").Directory("data").File("data/seed", "seed").ToTar(), LayerCompression.Gzip));

    /// <summary>Three layers in the three forms, the upper ones hiding and replacing what the lower ones have.</summary>
    public static BuiltImage Layered { get; } = BuiltImage.Of(
        new ImageSettings { Cmd = ["sh"], Env = ["PATH=/bin"] },
        (Userland, LayerCompression.Gzip),
        (LowerLayer(), LayerCompression.Zstd),
        (UpperLayer(), LayerCompression.None));

    /// <summary>Only for a machine that this is not.</summary>
    public static BuiltImage ForeignPlatform { get; } = BuiltImage.Of(
        new ImageSettings { Cmd = ["sh"], Architecture = ImageSettings.HostArchitecture == "arm64" ? "amd64" : "arm64" },
        (new LayerBuilder().File("foreign", "x").ToTar(), LayerCompression.Gzip));

    /// <summary>Several platforms under one name, this machine's among them.</summary>
    public static ImageIndex ManyPlatforms { get; } = new([ForeignPlatform, Busybox]);

    /// <summary>No variant for this machine.</summary>
    public static ImageIndex NoPlatform { get; } = new([ForeignPlatform]);

    /// <summary>Entries that try to leave the root file system.</summary>
    public static BuiltImage Escaping(Action<LayerBuilder> hostile)
    {
        var layer = new LayerBuilder();
        hostile(layer);
        return BuiltImage.Of(new ImageSettings { Cmd = ["sh"] }, (layer.ToTar(), LayerCompression.Gzip));
    }

    /// <summary>Busybox with a layer on top.</summary>
    public static BuiltImage BusyboxWith(ImageSettings settings, LayerBuilder layer) => BuiltImage.Of(
        settings with { Env = settings.Env ?? ["PATH=/bin"] }, (Userland, LayerCompression.Gzip), (layer.ToTar(), LayerCompression.Gzip));

    /// <summary>Busybox with a layer of the test's own on top.</summary>
    public static BuiltImage OnBusybox(Action<LayerBuilder> content, ImageSettings? settings = null)
    {
        var layer = new LayerBuilder();
        content(layer);
        return BuiltImage.Of(settings ?? new ImageSettings { Cmd = ["sh"], Env = ["PATH=/bin"] }, (Userland, LayerCompression.Gzip), (layer.ToTar(), LayerCompression.Gzip));
    }

    /// <summary>Not shared with any other image, so that a test may damage it in the registry or remove it.</summary>
    public static BuiltImage Unique(string content) => BuiltImage.Of(
        new ImageSettings { Cmd = ["cat", "/unique"], Env = ["PATH=/bin"] },
        (Userland, LayerCompression.Gzip),
        (new LayerBuilder().File("unique", content).ToTar(), LayerCompression.Gzip));

    /// <summary>An image that declares volumes; it has a directory <c>/theirs</c> of the user app.</summary>
    public static BuiltImage WithVolumes(params string[] paths) => BuiltImage.Of(
        new ImageSettings { Cmd = ["sh"], Env = ["PATH=/bin"], Volumes = paths.ToDictionary(path => path, _ => new object()) },
        (Userland, LayerCompression.Gzip),
        (new LayerBuilder().Directory("theirs", uid: 1000, gid: 1000).ToTar(), LayerCompression.Gzip));

    private static byte[] BusyboxLayer()
    {
        var layer = new LayerBuilder()
            .Directory("bin").Directory("dev").Directory("etc").Directory("home").Directory("proc").Directory("root")
            .Directory("sys").Directory("tmp", 0b1_111_111_111)
            .Program("bin/busybox", Program)
            .File("etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:app:/home/app:/bin/sh\n")
            .File("etc/group", "root:x:0:\nstaff:x:50:app\napp:x:1000:\nextra:x:2000:app\n");
        return Applets.Aggregate(layer, (all, applet) => all.Link("bin/" + applet, "busybox")).ToTar();
    }

    private static byte[] LowerLayer() => new LayerBuilder()
        .Directory("lower")
        .File("lower/removed", "to be hidden")
        .File("lower/replaced", "old")
        .File("lower/kept", "kept")
        .HardLink("lower/linked", "lower/kept")
        .Link("lower/symbolic", "kept")
        .FileWithAttribute("lower/attributed", "attributed", "user.crtest", "value")
        .Program("lower/setuid", Program, 0b100_111_101_101)
        .File("lower/owned", "owned", uid: 1000, gid: 2000)
        .CharacterDevice("lower/null", 1, 3)
        .Directory("opaque")
        .File("opaque/below", "hidden by the opaque mark")
        .ToTar();

    private static byte[] UpperLayer() => new LayerBuilder()
        .Whiteout("lower", "removed")
        .File("lower/replaced", "new")
        .Directory("opaque")
        .Opaque("opaque")
        .File("opaque/above", "visible")
        .Directory("upper")
        .File("upper/new", "new")
        .ToTar();
}
