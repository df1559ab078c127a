using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Specs;
using Google.Protobuf;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class ProcessEnvironmentTests
{
    private const string StandardPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    [Fact]
    public void Build_NothingGiven_HasWhatEveryProgramExpects() =>
        Assert.Equal([StandardPath, "HOSTNAME=pod-host", "HOME=/root"], Build(new ImageConfig()));

    [Fact]
    public void Build_Terminal_HasATerminalType() =>
        Assert.Contains("TERM=xterm", Build(new ImageConfig(), "", new Cri.ContainerConfig { Tty = true }));

    [Fact]
    public void Build_LaterValues_WinAtTheEarlierPlace() => Assert.Equal(
        ["PATH=/image", "HOSTNAME=pod-host", "A=3", "B=image", "C=", "HOME=/root"],
        Build(new ImageConfig { Env = ["PATH=/image", "A=1", "B=image", "NOVALUE", "=nameless"] }, "A=2 C= A=3"));

    [Theory]
    [InlineData("HOME=/image", "", "HOME=/image")]
    [InlineData("HOME=/image", "HOME=/asked", "HOME=/asked")]
    [InlineData("HOME=", "", "HOME=")]
    public void Build_Home_IsTheUsersOnlyWhereNobodySaysIt(string image, string asked, string expected) =>
        Assert.Equal([expected], Build(new ImageConfig { Env = [image] }, asked).Where(entry => entry.StartsWith("HOME=", StringComparison.Ordinal)));

    [Fact]
    public void Build_ValueWithEqualsAndUnicode_IsPassedThrough() =>
        Assert.Contains("OPTS=a=b ü\n☃", Build(new ImageConfig(), config: With("OPTS", "a=b ü\n☃"u8.ToArray())));

    [Theory]
    [InlineData("KEY", new byte[] { 0x61, 0xFF, 0xFE }, "envs \"KEY\": the value is not UTF-8")]
    [InlineData("KEY", new byte[] { 0x61, 0, 0x62 }, "envs \"KEY\": the value has a NUL byte")]
    [InlineData("", new byte[] { 0x61 }, "envs \"\": the name")]
    [InlineData("A=B", new byte[] { 0x61 }, "envs \"A=B\": the name")]
    public void Build_WhatNoEnvironmentCanHold_IsRefused(string key, byte[] value, string words)
    {
        var error = Assert.Throws<FailureException>(() => Build(new ImageConfig(), config: With(key, value)));

        Assert.Equal(FailureKind.InvalidArgument, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_NulByteFromTheImage_IsRefused() => Assert.Throws<FailureException>(() => Build(new ImageConfig { Env = ["A=\0"] }));

    private static Cri.ContainerConfig With(string key, byte[] value) => new() { Envs = { new Cri.KeyValue { Key = key, Value = ByteString.CopyFrom(value) } } };

    private static IReadOnlyList<string> Build(ImageConfig image, string asked = "", Cri.ContainerConfig? config = null)
    {
        config ??= new Cri.ContainerConfig();
        foreach (var entry in asked.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            config.Envs.Add(new Cri.KeyValue { Key = entry.Split('=')[0], Value = ByteString.CopyFromUtf8(entry.Split('=')[1]) });
        }

        return ProcessEnvironment.Build(TestInput.Of(config) with { Image = image }, new ProcessUser(0, 0, [0], "/root", "root"));
    }
}
