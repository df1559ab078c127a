using CriSharp.Failures;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Tests.Runtime.Cni;
using Xunit;
using Handlers = CriSharp.Runtime.OciRuntimes.OciRuntimes;

namespace CriSharp.Tests.Runtime.OciRuntimes;

/// <summary>With programs that note down each question.</summary>
public sealed class HandlerFeaturesTests : IDisposable
{
    private const string RecursiveReadOnly = """echo '{"mountOptions":["rro"]}'""";

    private readonly string _directory = Directory.CreateTempSubdirectory("crisharp-features-").FullName;
    private readonly MovedClock _clock = new();
    private readonly RecordingLogger<HandlerFeatures> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Program => Path.Join(_directory, "program");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Of_AskedAtTheStart_IsKnownFromThenOn()
    {
        Install(RecursiveReadOnly);
        var features = Open();
        await features.StartAsync(Token);

        Assert.True((await features.OfAsync("", Token)).RecursiveReadOnlyMounts);
        Assert.True((await features.OfAsync("own", Token)).RecursiveReadOnlyMounts);
        Assert.Equal(["features"], Questions);
    }

    [Fact]
    public async Task Of_ProgramReplaced_IsAskedAgain()
    {
        Install("echo '{}'");
        var features = Open();
        Assert.False((await features.OfAsync("", Token)).RecursiveReadOnlyMounts);

        Install(RecursiveReadOnly);

        Assert.True((await features.OfAsync("", Token)).RecursiveReadOnlyMounts);
    }

    [Fact]
    public async Task Of_LinkPointedElsewhere_IsAskedAgain()
    {
        Install("echo '{}'");
        File.Move(Program, Program + ".old");
        Install(RecursiveReadOnly);
        File.Move(Program, Program + ".new");
        File.CreateSymbolicLink(Program, Program + ".old");
        var features = Open();
        Assert.False((await features.OfAsync("", Token)).RecursiveReadOnlyMounts);

        File.Delete(Program);
        File.CreateSymbolicLink(Program, Program + ".new");

        Assert.True((await features.OfAsync("", Token)).RecursiveReadOnlyMounts);
    }

    [Fact]
    public async Task Of_ManyAtOnce_AskOnce()
    {
        Install(RecursiveReadOnly);
        var features = Open();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => features.OfAsync("", Token)));

        Assert.Equal(["features"], Questions);
    }

    [Fact]
    public async Task Of_ProgramThatFails_PromisesNothingAndIsAskedAgainLater()
    {
        Install("exit 1");
        var features = Open();
        Assert.Equal(OciRuntimeFeatures.Unknown, await features.OfAsync("", Token));
        Assert.Equal(OciRuntimeFeatures.Unknown, await features.OfAsync("", Token));
        Assert.Equal(["features", "--version"], Questions);
        await _log.NextAsync(Program, Token);

        _clock.Move(TimeSpan.FromMinutes(2));
        await features.OfAsync("", Token);

        Assert.Equal(4, Questions.Length);
    }

    [Fact]
    public async Task Of_ProgramNotInstalled_PromisesNothingUntilItIs()
    {
        var features = Open();
        Assert.Equal(OciRuntimeFeatures.Unknown, await features.OfAsync("", Token));

        Install(RecursiveReadOnly);

        Assert.True((await features.OfAsync("", Token)).RecursiveReadOnlyMounts);
    }

    [Fact]
    public async Task Known_WhileTheProgramIsAskedAgain_IsWhatItSaidLast()
    {
        Install(RecursiveReadOnly);
        var features = Open();
        await features.OfAsync("", Token);
        var gate = Path.Join(_directory, "gate");
        Assert.Equal(0, System.Diagnostics.Process.Start("mkfifo", [gate]) is { } make && make.WaitForExit(TimeSpan.FromSeconds(30)) ? make.ExitCode : -1);
        Install($"read line < {gate}; echo '{{}}'");

        Assert.True(features.Known("").RecursiveReadOnlyMounts);

        var next = features.OfAsync("", Token);
        await File.WriteAllTextAsync(gate, "go\n", Token);
        Assert.False((await next).RecursiveReadOnlyMounts);
        Assert.False(features.Known("").RecursiveReadOnlyMounts);
    }

    [Fact]
    public async Task Of_UnknownHandler_IsInvalid()
    {
        var error = await Assert.ThrowsAsync<FailureException>(() => Open().OfAsync("kata", Token));

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
    }

    [Theory]
    [InlineData("5.11", false)]
    [InlineData("5.12", true)]
    public async Task Of_OldKernel_PromisesLess(string kernel, bool expected)
    {
        Install(RecursiveReadOnly);

        Assert.Equal(expected, (await Open(kernel).OfAsync("", Token)).RecursiveReadOnlyMounts);
    }

    private string[] Questions => File.ReadAllLines(Path.Join(_directory, "questions"));

    private HandlerFeatures Open(string kernel = "6.1") => new(
        new Handlers([new OciRuntimeOptions { Name = "own", Path = Program }]), new KernelFeatures(Version.Parse(kernel)), _clock, _log);

    // A new file each time, as a package manager does it.
    private void Install(string script)
    {
        var made = Path.Join(_directory, "made");
        File.WriteAllText(made, $"#!/bin/sh\necho \"$1\" >> {_directory}/questions\n{script}\n");
        File.SetUnixFileMode(made, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(made, Program, overwrite: true);
    }

    private sealed class MovedClock : TimeProvider
    {
        private long _ticks;

        public override long GetTimestamp() => System.GetTimestamp() + _ticks;

        public void Move(TimeSpan time) => _ticks += (long)(time.TotalSeconds * TimestampFrequency);
    }
}
