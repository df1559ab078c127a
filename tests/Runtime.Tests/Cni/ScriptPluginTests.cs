using CriSharp.Failures;
using CriSharp.Runtime.Cni;
using Xunit;

namespace CriSharp.Tests.Runtime.Cni;

/// <summary>Plugins as processes: shell scripts with every bad habit.</summary>
public sealed class ScriptPluginTests : IAsyncDisposable
{
    private const string Versions = "[ $CNI_COMMAND = VERSION ] && { echo '{\"supportedVersions\":[\"1.0.0\"]}'; exit; }";

    private readonly CniFixture _cni = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cni.DisposeAsync();

    [Fact]
    public async Task Attach_Script_GetsInputAndCleanEnvironment()
    {
        var networks = await StartAsync("""
            cat > "$(dirname "$0")/input"; env > "$(dirname "$0")/environment"
            echo '{"ips":[{"address":"10.9.9.9/24"}]}'
            """);

        var attached = await networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation);

        Assert.Equal(["10.9.9.9"], attached.Addresses);
        Assert.Contains("\"type\":\"script\"", File.ReadAllText(Path.Combine(_cni.PluginDirectory, "input")), StringComparison.Ordinal);
        var names = File.ReadAllLines(Path.Combine(_cni.PluginDirectory, "environment")).Select(line => line.Split('=')[0]).Except(["PWD", "SHLVL", "_", "OLDPWD"]);
        Assert.Equal(["CNI_ARGS", "CNI_COMMAND", "CNI_CONTAINERID", "CNI_IFNAME", "CNI_NETNS", "CNI_PATH", "PATH"], names.Order());
    }

    [Fact]
    public async Task Attach_ScriptThatIgnoresItsInput_Works()
    {
        var networks = await StartAsync("echo '{\"ips\":[{\"address\":\"10.9.9.9/24\"}]}'");
        var large = networks.Plan(CniFixture.Request());
        large = large with { ConfigurationList = large.ConfigurationList.Replace("\"script\"", $"\"script\",\"pad\":\"{new string('x', 500_000)}\"", StringComparison.Ordinal) };
        Assert.Equal(["10.9.9.9"], (await networks.AttachAsync(large, Cancellation)).Addresses);
    }

    [Fact]
    public async Task Attach_HangingScript_IsKilledAtTheTimeout()
    {
        var networks = await StartAsync("echo $$ > \"$(dirname \"$0\")/pid\"; sleep 1000");
        _cni.Options.PluginTimeout = TimeSpan.FromSeconds(0.5);

        var failure = await Assert.ThrowsAsync<FailureException>(() => networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation));

        Assert.Equal((FailureKind.DeadlineExceeded, "cni add mynet plugin script: no answer within 0.5 s"), (failure.Kind, failure.Message));
        Assert.False(Directory.Exists("/proc/" + File.ReadAllText(Path.Combine(_cni.PluginDirectory, "pid")).Trim()));
    }

    [Fact]
    public async Task Attach_CallerGone_IsCancelled()
    {
        var networks = await StartAsync("exec sleep 1000");
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => networks.AttachAsync(networks.Plan(CniFixture.Request()), caller.Token));
    }

    [Fact]
    public async Task Attach_EndlessOutput_IsRefused()
    {
        var networks = await StartAsync("head -c 3000000 /dev/zero | tr '\\0' ' '; echo '{}'");
        var failure = await Assert.ThrowsAsync<FailureException>(() => networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation));
        Assert.Equal("cni add mynet plugin script: more than 1048576 bytes of output", failure.Message);
    }

    [Theory]
    [InlineData("echo 'cannot reach the daemon' >&2; exit 3", "exit code 3: cannot reach the daemon")]
    [InlineData("""echo '{"cniVersion":"1.0.0","code":100,"msg":"no more addresses"}'; exit 1""", "no more addresses")]
    [InlineData("kill -9 $$", "exit code 137")]
    public async Task Attach_FailingScript_TellsItsWords(string script, string words)
    {
        var networks = await StartAsync(script);
        var failure = await Assert.ThrowsAsync<FailureException>(() => networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation));
        Assert.Equal("cni add mynet plugin script: " + words, failure.Message);
    }

    [Fact]
    public async Task Attach_NotExecutable_NamesTheProgram()
    {
        var networks = await StartAsync("exit 0");
        File.SetUnixFileMode(Path.Combine(_cni.PluginDirectory, "script"), UnixFileMode.UserRead);
        var failure = await Assert.ThrowsAsync<FailureException>(() => networks.AttachAsync(networks.Plan(CniFixture.Request()), Cancellation));
        Assert.StartsWith($"cni add mynet plugin script: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(_cni.PluginDirectory, "script"), failure.Message, StringComparison.Ordinal);
    }

    private Task<CniNetworks> StartAsync(string script)
    {
        Directory.CreateDirectory(_cni.PluginDirectory);
        var path = Path.Combine(_cni.PluginDirectory, "script");
        File.WriteAllText(path, $"#!/bin/sh\n{Versions}\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _cni.Write("10.conf", """{"cniVersion":"1.0.0","name":"mynet","type":"script"}""");
        return _cni.StartAsync(new CniPluginRunner());
    }
}
