using System.Text;
using CriSharp.Cli.Logs;
using Xunit;

namespace CriSharp.Tests.Cli.Logs;

/// <summary>Single records of the CRI log format.</summary>
public sealed class LogRecordTests
{
    private const string Time = "2026-01-02T03:04:05.123456789Z";

    [Theory]
    [InlineData($"{Time} stdout F hello world", false, false, "hello world")]
    [InlineData($"{Time} stderr F oops", true, false, "oops")]
    [InlineData($"{Time} stdout P part", false, true, "part")]
    [InlineData($"{Time} stdout F:more:tags x", false, false, "x")]
    [InlineData($"{Time} stdout F ", false, false, "")]
    [InlineData($"{Time} stdout F", false, false, "")]
    [InlineData($"{Time} stdout F  two spaces ", false, false, " two spaces ")]
    [InlineData("2026-01-02T03:04:05+02:00 stdout F x", false, false, "x")]
    public void TryParse_Record_IsTakenApart(string line, bool isError, bool isPartial, string content)
    {
        Assert.True(LogRecord.TryParse(Encoding.UTF8.GetBytes(line), out var record));
        Assert.Equal(isError, record.IsError);
        Assert.Equal(isPartial, record.IsPartial);
        Assert.Equal(content, Encoding.UTF8.GetString(record.Content));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData(Time)]
    [InlineData($"{Time} stdout")]
    [InlineData($"{Time} stdin F x")]
    [InlineData($"{Time} stdout X x")]
    [InlineData($"{Time} stdout FP x")]
    [InlineData($"{Time} stdout  x")]
    [InlineData("now stdout F x")]
    [InlineData("{\"log\":\"docker\\n\",\"stream\":\"stdout\"} stdout F x")]
    public void TryParse_OtherText_IsRefused(string line) => Assert.False(LogRecord.TryParse(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void TryParse_Content_IsBytes()
    {
        byte[] line = [.. Encoding.ASCII.GetBytes($"{Time} stdout F "), 0xff, 0x00, 0x20];

        Assert.True(LogRecord.TryParse(line, out var record));
        Assert.Equal<byte>([0xff, 0x00, 0x20], record.Content.ToArray());
    }
}
