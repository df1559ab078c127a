using CriSharp.Cli;
using CriSharp.Cli.Arguments;
using Xunit;

namespace CriSharp.Tests.Cli.Arguments;

/// <summary>What people type after options, and what it means.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("64m", 64L << 20)]
    [InlineData("64M", 64L << 20)]
    [InlineData("64MB", 64L << 20)]
    [InlineData("64MiB", 64L << 20)]
    [InlineData("64Mi", 64L << 20)]
    [InlineData("1.5g", 3L << 29)]
    [InlineData("1t", 1L << 40)]
    [InlineData("100k", 102400)]
    [InlineData("4096b", 4096)]
    [InlineData("4096", 4096)]
    public void MemorySize_Size_InBytes(string text, long bytes) => Assert.Equal(bytes, MemorySize.Parse("--memory", text));

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("64x")]
    [InlineData("64mm")]
    [InlineData("64bb")]
    [InlineData("64bi")]
    [InlineData("-64m")]
    [InlineData("6 4m")]
    [InlineData("0")]
    [InlineData("0.1b")]
    [InlineData("9999999999t")]
    [InlineData("1e3")]
    public void MemorySize_NoSize_IsUsageError(string text) => AssertUsage($"--memory {text}: ", () => MemorySize.Parse("--memory", text));

    [Theory]
    [InlineData("0.5", 50_000)]
    [InlineData("2", 200_000)]
    [InlineData(".25", 25_000)]
    [InlineData("0.01", 1_000)]
    public void CpuCount_Number_IsQuota(string text, long quota) => Assert.Equal(quota, CpuCount.ParseQuota("--cpus", text));

    [Theory]
    [InlineData("0")]
    [InlineData("0.001")]
    [InlineData("-1")]
    [InlineData("two")]
    [InlineData("1,5")]
    [InlineData("99999999999")]
    public void CpuCount_NoNumber_IsUsageError(string text) => AssertUsage($"--cpus {text}: ", () => CpuCount.ParseQuota("--cpus", text));

    [Theory]
    [InlineData("8080:80", "", 8080, 80, Cri.Protocol.Tcp)]
    [InlineData("53:5353/udp", "", 53, 5353, Cri.Protocol.Udp)]
    [InlineData("9:9/SCTP", "", 9, 9, Cri.Protocol.Sctp)]
    [InlineData("127.0.0.1:8080:80/tcp", "127.0.0.1", 8080, 80, Cri.Protocol.Tcp)]
    [InlineData("[::1]:8080:80", "::1", 8080, 80, Cri.Protocol.Tcp)]
    public void PublishedPort_Mapping_IsParsed(string text, string ip, int host, int container, Cri.Protocol protocol) => Assert.Equal(
        new Cri.PortMapping { HostIp = ip, HostPort = host, ContainerPort = container, Protocol = protocol }, PublishedPort.Parse(text));

    [Theory]
    [InlineData("80")]
    [InlineData(":80")]
    [InlineData("80:")]
    [InlineData("0:80")]
    [InlineData("80:65536")]
    [InlineData("80:80/icmp")]
    [InlineData("80:80/")]
    [InlineData("localhost:80:80")]
    [InlineData("::1:80:80")]
    [InlineData("[127.0.0.1]:80:80")]
    [InlineData("+1:80")]
    public void PublishedPort_Malformed_IsUsageError(string text) => AssertUsage($"--publish {text}: ", () => PublishedPort.Parse(text));

    [Theory]
    [InlineData("/a:/b", "/a", "/b", false, Cri.MountPropagation.PropagationPrivate)]
    [InlineData("/a:/b:ro", "/a", "/b", true, Cri.MountPropagation.PropagationPrivate)]
    [InlineData("/a:/b:rw,rslave", "/a", "/b", false, Cri.MountPropagation.PropagationHostToContainer)]
    [InlineData("/a:/b:rshared", "/a", "/b", false, Cri.MountPropagation.PropagationBidirectional)]
    [InlineData(".:/b", "/home/user", "/b", false, Cri.MountPropagation.PropagationPrivate)]
    [InlineData("./x:/b", "/home/user/x", "/b", false, Cri.MountPropagation.PropagationPrivate)]
    [InlineData("../x:/b", "/home/x", "/b", false, Cri.MountPropagation.PropagationPrivate)]
    public void Volume_Mount_IsParsed(string text, string host, string container, bool readOnly, Cri.MountPropagation propagation) => Assert.Equal(
        new Cri.Mount { HostPath = host, ContainerPath = container, Readonly = readOnly, Propagation = propagation },
        Volume.Parse(text, "/home/user"));

    [Theory]
    [InlineData("/a")]
    [InlineData("/a:b")]
    [InlineData("data:/b")]
    [InlineData(":/b")]
    [InlineData("/a:/b:rx")]
    [InlineData("/a:/b:ro:ro")]
    public void Volume_Malformed_IsUsageError(string text) => AssertUsage($"--volume {text}: ", () => Volume.Parse(text, "/"));

    [Theory]
    [InlineData("A=b", "A", "b")]
    [InlineData("A=b=c", "A", "b=c")]
    [InlineData("A=", "A", "")]
    [InlineData("HOME", "HOME", "/home/ü")]
    public void EnvironmentVariable_Value_IsBytes(string text, string name, string value)
    {
        var variable = EnvironmentVariable.Parse(text, name => name == "HOME" ? "/home/ü" : null);

        Assert.Equal(name, variable!.Key);
        Assert.Equal(value, variable.Value.ToStringUtf8());
    }

    [Fact]
    public void EnvironmentVariable_BareNameThatCallerLacks_IsLeftOut() => Assert.Null(EnvironmentVariable.Parse("NOPE", _ => null));

    [Fact]
    public void EnvironmentVariable_NoName_IsUsageError() => AssertUsage("--env =x: ", () => EnvironmentVariable.Parse("=x", _ => null)!);

    [Theory]
    [InlineData("1000", 1000L, "", null)]
    [InlineData("1000:0", 1000L, "", 0L)]
    [InlineData("0", 0L, "", null)]
    [InlineData("nobody", null, "nobody", null)]
    [InlineData("nobody:65534", null, "nobody", 65534L)]
    public void UserSpec_User_IsParsed(string text, long? id, string name, long? group) =>
        Assert.Equal(new UserSpec(id, name, group), UserSpec.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData("1:wheel")]
    public void UserSpec_Malformed_IsUsageError(string text) => AssertUsage($"--user {text}: ", () => UserSpec.Parse(text));

    [Theory]
    [InlineData("a=b", "a", "b")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("a", "a", "")]
    [InlineData("a=", "a", "")]
    public void Label_Pair_IsParsed(string text, string key, string value) => Assert.Equal((key, value), Label.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("=b")]
    public void Label_NoKey_IsUsageError(string text) => AssertUsage($"--label {text}: ", () => Label.Parse(text));

    [Theory]
    [InlineData("90s", "2026-05-01T11:58:30Z")]
    [InlineData("1h30m", "2026-05-01T10:30:00Z")]
    [InlineData("2d", "2026-04-29T12:00:00Z")]
    [InlineData("1.5h", "2026-05-01T10:30:00Z")]
    [InlineData("500ms", "2026-05-01T11:59:59.5Z")]
    [InlineData("30000d", "1970-01-01T00:00:00Z")]
    [InlineData("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z")]
    public void Moment_DurationOrTime_IsMoment(string text, string moment) =>
        Assert.Equal(DateTimeOffset.Parse(moment, null), Moment.Parse("--since", text, new FakeTime()));

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("10x")]
    [InlineData("yesterday")]
    [InlineData("1..5h")]
    [InlineData("999999999999d")]
    public void Moment_Malformed_IsUsageError(string text) =>
        AssertUsage($"--since {text}: ", () => Moment.Parse("--since", text, new FakeTime()));

    private static void AssertUsage(string start, Func<object> action)
    {
        var failure = Assert.Throws<CommandException>(action);
        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
        Assert.StartsWith(start, failure.Message, StringComparison.Ordinal);
    }

    private sealed class FakeTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    }
}
