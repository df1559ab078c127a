using System.Text;
using CriSharp.Keeper.Logs;
using Xunit;

namespace CriSharp.Tests.Keeper.Logs;

public sealed class LineSplitterTests
{
    private const int Max = LineSplitter.MaxContentBytes;

    private static readonly DateTimeOffset Time = new(2026, 11, 21, 16, 7, 0, TimeSpan.FromHours(1));

    /// <summary>Reads, as they come from the stream; records, as tag and content. <c>a*5</c> is five times a.</summary>
    public static TheoryData<string, string[], string[]> Cases => new()
    {
        { "nothing", [], [] },
        { "one line", ["hello\n"], ["F hello"] },
        { "several lines in one read", ["a\nb\nc\n"], ["F a", "F b", "F c"] },
        { "an empty line", ["\n"], ["F "] },
        { "empty lines", ["\n\na\n\n"], ["F ", "F ", "F a", "F "] },
        { "a line in pieces", ["he", "l", "lo\nwor", "ld\n"], ["F hello", "F world"] },
        { "the newline alone", ["hello", "\n"], ["F hello"] },
        { "no newline at the end", ["a\nb"], ["F a", "P b"] },
        { "only a beginning", ["abc"], ["P abc"] },
        { "carriage returns stay", ["a\r\nb\r", "\n"], ["F a\r", "F b\r"] },
        { "any bytes", ["\0\u00ff \u0080\n"], ["F \0\u00ff \u0080"] },
        { "spaces stay", [" a  b \n"], ["F  a  b "] },
        { "just as long as a record", [$"a*{Max}\n"], [$"F a*{Max}"] },
        { "one byte longer", [$"a*{Max}b\n"], [$"P a*{Max}", "F b"] },
        { "just as long, newline later", [$"a*{Max}", "\nb\n"], [$"F a*{Max}", "F b"] },
        { "just as long, more later", [$"a*{Max}", "b\n"], [$"P a*{Max}", "F b"] },
        { "twice as long", [$"a*{2 * Max}\n"], [$"P a*{Max}", $"F a*{Max}"] },
        { "very long", [$"a*{(3 * Max) + 5}\nb\n"], [$"P a*{Max}", $"P a*{Max}", $"P a*{Max}", "F aaaaa", "F b"] },
        { "very long in pieces", [$"a*{Max - 1}", $"a*{Max}", "aa\n"], [$"P a*{Max}", $"P a*{Max}", "F a"] },
        { "long without an end", [$"a*{Max + 3}"], [$"P a*{Max}", "P aaa"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Split_Reads_MakesRecords(string name, string[] reads, string[] records)
    {
        Assert.NotEmpty(name);
        var output = new MemoryOutput();
        var batch = new LogBatch();
        var lines = new LineSplitter();
        batch.Begin(output, "stdout"u8, Time);

        foreach (var read in reads)
        {
            lines.Split(Encoding.Latin1.GetBytes(Expand(read)), batch);
        }

        lines.End(batch);
        batch.Flush();

        Assert.Equal(records.Select(record => "2026-11-21T15:07:00.000000000Z stdout " + Expand(record)), output.Records);
    }

    [Theory]
    [InlineData(0, "2026-11-21T15:07:00.000000000Z")]
    [InlineData(1, "2026-11-21T15:07:00.000000100Z")]
    [InlineData(1234567, "2026-11-21T15:07:00.123456700Z")]
    [InlineData(9999999, "2026-11-21T15:07:00.999999900Z")]
    public void Begin_Time_IsInUtcWithNineDigits(long ticks, string expected)
    {
        var output = new MemoryOutput();
        var batch = new LogBatch();

        batch.Begin(output, "stderr"u8, Time.AddTicks(ticks));
        batch.Add([], "x"u8, isFull: true);
        batch.Flush();

        Assert.Equal([$"{expected} stderr F x"], output.Records);
    }

    [Fact]
    public void Split_MoreThanTheBatchHolds_IsWrittenInLargePieces()
    {
        var output = new MemoryOutput();
        var batch = new LogBatch();
        batch.Begin(output, "stdout"u8, Time);
        var read = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 91) + "\n", 10_000)));

        new LineSplitter().Split(read, batch);
        batch.Flush();

        Assert.Equal(10_000, output.Records.Length);
        Assert.InRange(output.Writes, 1, 8);
    }

    [Fact]
    public void Split_Lines_AllocatesNothing()
    {
        var output = new CountingOutput();
        var batch = new LogBatch();
        var lines = new LineSplitter();
        var read = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a line of a log\n", 1000)) + "the beginning of a line");
        batch.Begin(output, "stdout"u8, Time);
        lines.Split(read, batch); // the pool's first buffer

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
        {
            batch.Begin(output, "stdout"u8, Time);
            lines.Split(read, batch);
            batch.Flush();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(output.Bytes > 10 * read.Length);
    }

    private static string Expand(string text)
    {
        var star = text.IndexOf("a*", StringComparison.Ordinal);
        if (star < 0)
        {
            return text;
        }

        var digits = new string([.. text[(star + 2)..].TakeWhile(char.IsAsciiDigit)]);
        return text[..star] + new string('a', int.Parse(digits)) + text[(star + 2 + digits.Length)..];
    }

    private sealed class MemoryOutput : ILogOutput
    {
        private readonly StringBuilder _text = new();

        internal int Writes { get; private set; }

        internal string[] Records => _text.Length == 0 ? [] : _text.ToString()[..^1].Split('\n');

        public void Write(ReadOnlySpan<byte> records)
        {
            Assert.Equal((byte)'\n', records[^1]);
            _text.Append(Encoding.Latin1.GetString(records));
            Writes++;
        }
    }

    private sealed class CountingOutput : ILogOutput
    {
        internal long Bytes { get; private set; }

        public void Write(ReadOnlySpan<byte> records) => Bytes += records.Length;
    }
}
