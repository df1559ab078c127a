using CriSharp.Failures;
using CriSharp.Runtime.OciRuntimes;
using Xunit;
using Handlers = CriSharp.Runtime.OciRuntimes.OciRuntimes;

namespace CriSharp.Tests.Runtime.OciRuntimes;

/// <summary>Against the real programs.</summary>
[Trait("needs", "root")]
public sealed class InstalledRuntimeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("crisharp-runtime-root-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Version_InstalledProgram_IsOneLineWithItsName(string name)
    {
        var version = await Installed(name).VersionAsync(Token);

        Assert.Matches($@"^{name} version \S+$", version);
    }

    [Theory]
    [InlineData("crun")]
    [InlineData("runc")]
    public async Task Delete_UnknownContainer_IsSuccess(string name) =>
        await Installed(name).DeleteAsync($"crtest-cgroups-{Guid.NewGuid():N}", Token);

    [Fact]
    public async Task Features_ProgramWithTheVerb_AreRead()
    {
        var features = await Installed("runc").FeaturesAsync(Token);

        Assert.True(features.Seccomp && features.UserNamespaces && features.RecursiveReadOnlyMounts);
    }

    [Fact]
    public async Task Features_ProgramWithoutTheVerb_AreThoseOfItsVersion()
    {
        var features = await Installed("crun").FeaturesAsync(Token);

        Assert.True(features.Seccomp && features.UserNamespaces && features.RecursiveReadOnlyMounts);
    }

    [Fact]
    public async Task Features_ProgramThatOnlyFails_CannotBeAsked()
    {
        var failing = new OciRuntime(new OciRuntimeOptions { Name = "false" }, "/bin/false");

        await Assert.ThrowsAsync<FailureException>(() => failing.FeaturesAsync(Token));
    }

    [Fact]
    public async Task Delete_OfStateThatIsThere_TellsTheProgramsWords()
    {
        var script = Path.Join(_root, "broken");
        await File.WriteAllTextAsync(script, "#!/bin/sh\necho 'time=\"x\" level=error msg=\"runc delete failed: the state is lost\"' >&2; exit 1\n", Token);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var runtime = new OciRuntime(new OciRuntimeOptions { Name = "broken", Root = Path.Join(_root, "state") }, script);

        await runtime.DeleteAsync("abc", Token);
        Directory.CreateDirectory(Path.Join(_root, "state", "abc"));
        var error = await Assert.ThrowsAsync<FailureException>(() => runtime.DeleteAsync("abc", Token));

        Assert.Equal("delete container abc: the state is lost", error.Message);
    }

    [Fact]
    public async Task Version_ProgramIsNoProgram_NamesIt()
    {
        var error = await Assert.ThrowsAsync<FailureException>(
            () => new OciRuntime(new OciRuntimeOptions { Name = "x" }, "/nonexistent/x").VersionAsync(Token));

        Assert.StartsWith("run /nonexistent/x: ", error.Message, StringComparison.Ordinal);
    }

    private IOciRuntime Installed(string name)
    {
        var runtime = new OciRuntimeOptions { Name = name, Root = _root };
        var handlers = new Handlers([runtime]);
        Assert.SkipWhen(handlers.Handlers()[0].Problem is not null, $"{name} is not installed");
        return handlers.Find(name);
    }
}
