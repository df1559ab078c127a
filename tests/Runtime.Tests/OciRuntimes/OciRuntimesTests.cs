using CriSharp.Failures;
using CriSharp.Runtime.OciRuntimes;
using Xunit;
using Handlers = CriSharp.Runtime.OciRuntimes.OciRuntimes;

namespace CriSharp.Tests.Runtime.OciRuntimes;

public sealed class OciRuntimesTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    private readonly string _directory = Directory.CreateTempSubdirectory("crisharp-runtimes-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Find_NothingConfigured_IsTheFirstInstalled()
    {
        Install("runc");

        Assert.Equal("runc", Open().Find("").Handler);
    }

    [Fact]
    public void Find_BothInstalled_DefaultIsCrun()
    {
        Install("runc");
        Install("crun");

        Assert.Equal("crun", Open().Find("").Handler);
        Assert.Equal("runc", Open().Find("runc").Handler);
    }

    [Fact]
    public void Find_UnknownHandler_IsInvalid()
    {
        var error = Assert.Throws<FailureException>(() => Open().Find("kata"));

        Assert.Equal((FailureKind.InvalidArgument, "runtime handler kata is not configured"), (error.Kind, error.Message));
    }

    [Fact]
    public void Find_ProgramMissing_SaysSoUntilItIsInstalled()
    {
        var handlers = Open(new OciRuntimeOptions { Name = "fast", Path = "youki" });

        var error = Assert.Throws<FailureException>(() => handlers.Find("fast"));
        Assert.Equal((FailureKind.FailedPrecondition, "runtime handler fast: program youki is not installed"), (error.Kind, error.Message));
        Assert.Equal([new OciRuntimeHandler("fast", true, "program youki is not installed")], handlers.Handlers());

        Install("youki");
        Assert.Equal("fast", handlers.Find("fast").Handler);
        Assert.Equal([new OciRuntimeHandler("fast", true, null)], handlers.Handlers());
    }

    [Fact]
    public void Handlers_DefaultNamed_ComesFirst()
    {
        Install("crun");
        Install("runc");
        var handlers = new Handlers([new() { Name = "crun" }, new() { Name = "runc" }], "runc", false, new ProgramSearch(_directory));

        Assert.Equal(
            [new OciRuntimeHandler("runc", true, null), new OciRuntimeHandler("crun", false, null)], handlers.Handlers());
    }

    [Theory]
    [InlineData("", "a", "runtime handler '': has no name")]
    [InlineData("a", "a", "runtime handler 'a': configured twice")]
    [InlineData("a", "b", "default runtime handler c is not configured")]
    public void Open_WrongConfiguration_IsRefused(string first, string second, string expected)
    {
        var error = Assert.Throws<FailureException>(() => new Handlers([new() { Name = first }, new() { Name = second }], "c"));

        Assert.Equal((FailureKind.InvalidArgument, expected), (error.Kind, error.Message));
    }

    [Fact]
    public void Handlers_ProgramNotExecutable_HasAProblem()
    {
        File.WriteAllText(Path.Join(_directory, "crun"), "");

        Assert.NotNull(Open().Handlers()[0].Problem);
    }

    [Fact]
    public void Commands_AllOptions_AreWhereTheProgramWantsThem()
    {
        Install("crun");
        var runtime = Open(new OciRuntimeOptions
        {
            Name = "crun",
            Root = "/run/x",
            Arguments = ["--debug"],
            CreateArguments = ["--no-pivot"],
            SystemdCgroup = true,
        }).Find("");
        string[] global = [Path.Join(_directory, "crun"), "--root", "/run/x", "--systemd-cgroup", "--debug"];

        Assert.Equal(
            [.. global, "create", "--bundle", "/b", "--pid-file", "/p", "--console-socket", "/c", "--no-pivot", "id"],
            runtime.CreateCommand("id", "/b", "/p", "/c"));
        Assert.Equal([.. global, "start", "id"], runtime.StartCommand("id"));
        Assert.Equal([.. global, "delete", "--force", "id"], runtime.DeleteCommand("id"));
        Assert.Equal(
            [.. global, "exec", "--detach", "--process", "/process", "--pid-file", "/p", "--console-socket", "/c", "id"],
            runtime.ExecCommand("id", "/process", "/p", "/c"));
    }

    [Fact]
    public void Commands_NoOptions_HaveOnlyARootOfTheirOwn()
    {
        Install("crun");

        Assert.Equal(
            [Path.Join(_directory, "crun"), "--root", "/run/crisharp/crun", "create", "--bundle", "/b", "--pid-file", "/p", "id"],
            Open().Find("").CreateCommand("id", "/b", "/p", null));
    }

    private Handlers Open(params OciRuntimeOptions[] configured) => new(configured, "", false, new ProgramSearch(_directory));

    private void Install(string program)
    {
        var path = Path.Join(_directory, program);
        File.WriteAllText(path, "");
        File.SetUnixFileMode(path, Executable);
    }
}
