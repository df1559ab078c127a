using System.Globalization;
using System.Text;
using CriSharp.Images.Toml;
using Xunit;

namespace CriSharp.Tests.Images.Toml;

/// <summary>The rules of TOML 1.0, section by section.</summary>
public sealed class TomlDocumentTests
{
    private const string Q3 = "\"\"\"";

    [Theory]
    // Comments, white space, newlines.
    [InlineData("", "{}")]
    [InlineData("# only a comment", "{}")]
    [InlineData("\r\n\t # x\r\na = 1 # y\r\n", "{a=1}")]
    [InlineData("a = \"# no comment\"", "{a='# no comment'}")]
    // Keys.
    [InlineData("bare_key-1 = 1\n1234 = 2", "{bare_key-1=1,1234=2}")]
    [InlineData("\"a b\" = 1\n'quoted \"value\"' = 2\n\"\" = 3", "{a b=1,quoted \"value\"=2,=3}")]
    [InlineData("a.b.c = 1\na . d = 2\na.\"x.y\" = 3", "{a={b={c=1},d=2,x.y=3}}")]
    [InlineData("3.14159 = 1", "{3={14159=1}}")]
    // Strings.
    [InlineData("a = \"tab\\t quote\\\" slash\\\\ \\u00e9 \\U0001F600\"", "{a='tab\t quote\" slash\\ é 😀'}")]
    [InlineData("a = 'C:\\x\\n'", "{a='C:\\x\\n'}")]
    [InlineData("a = \"\"\nb = ''", "{a='',b=''}")]
    [InlineData("a = " + Q3 + "\none\ntwo" + Q3, "{a='one\ntwo'}")]
    [InlineData("a = " + Q3 + "one \\  \n\n  two" + Q3, "{a='one two'}")]
    [InlineData("a = " + Q3 + "one \\\r\n  two" + Q3, "{a='one two'}")]
    [InlineData("a = " + Q3 + "x\"\"\"\"\"", "{a='x\"\"'}")]
    [InlineData("a = " + Q3 + "\"\"two\"\"" + Q3, "{a='\"\"two\"\"'}")]
    [InlineData("a = '''\nit's \\ ''two'''", "{a='it's \\ ''two'}")]
    [InlineData("a = ''''x'''''", "{a=''x'''}")]
    // Integers.
    [InlineData("a = +99\nb = 0\nc = -17\nd = 1_000", "{a=99,b=0,c=-17,d=1000}")]
    [InlineData("a = 0xDEAD_beef\nb = 0o755\nc = 0b1101", "{a=3735928559,b=493,c=13}")]
    [InlineData("a = 9223372036854775807\nb = -9223372036854775808", "{a=9223372036854775807,b=-9223372036854775808}")]
    // Floats and booleans.
    [InlineData("a = 3.1415\nb = -0.01\nc = 5e+2\nd = 1e06\ne = 6.6e-3\nf = 9_2.5_0", "{a=3.1415,b=-0.01,c=500,d=1000000,e=0.0066,f=92.5}")]
    [InlineData("a = inf\nb = -inf\nc = nan", "{a=Infinity,b=-Infinity,c=NaN}")]
    [InlineData("a = true\nb = false", "{a=True,b=False}")]
    // Arrays.
    [InlineData("a = []\nb = [1, 'x', [2,], {c = 3}]", "{a=[],b=[1,'x',[2],{c=3}]}")]
    [InlineData("a = [\n 1, # one\n\n 2, # two\n]", "{a=[1,2]}")]
    // Tables.
    [InlineData("[a]\nx = 1\n[b.\"c.d\"]\ny = 2", "{a={x=1},b={c.d={y=2}}}")]
    [InlineData("[ a . b ]\n[a]\nx = 1", "{a={b={},x=1}}")]
    [InlineData("[fruit]\napple.color = 1\napple.taste.sweet = true\n[fruit.apple.texture]\nsmooth = 2", "{fruit={apple={color=1,taste={sweet=True},texture={smooth=2}}}}")]
    [InlineData("a = { x = 1, y.z = 'b' }\nb = {}", "{a={x=1,y={z='b'}},b={}}")]
    [InlineData("a = { x = [\n1,\n2\n] }", "{a={x=[1,2]}}")]
    // Arrays of tables.
    [InlineData("[[a]]\nx = 1\n[[a]]\n[[a]]\nx = 3", "{a=[{x=1},{},{x=3}]}")]
    [InlineData("[[a]]\n[a.b]\nx = 1\n[[a.c]]\n[[a]]\n[a.b]", "{a=[{b={x=1},c=[{}]},{b={}}]}")]
    public void Read_WhatTheRulesAllow_IsRead(string document, string expected) => Assert.Equal(expected, Shown(Read(document)));

    [Theory]
    [InlineData("a = 1 # \u0001", 1)]
    [InlineData("a = 1\rb = 2", 1)]
    [InlineData("key", 1)]
    [InlineData("key =", 1)]
    [InlineData("= 1", 1)]
    [InlineData("a = 1 b = 2", 1)]
    [InlineData("a b = 1", 1)]
    [InlineData("é = 1", 1)]
    [InlineData("a. = 1", 1)]
    [InlineData("\"\"\"a\"\"\" = 1", 1)]
    [InlineData("a = 1\na = 2", 2)]
    [InlineData("a = 1\n\"a\" = 2", 2)]
    [InlineData("a = 1\na.b = 2", 2)]
    [InlineData("a = x", 1)]
    [InlineData("a = True", 1)]
    [InlineData("a = \"x", 1)]
    [InlineData("a = \"x\ny\"", 1)]
    [InlineData("a = \"\\x\"", 1)]
    [InlineData("a = \"\\uD800\"", 1)]
    [InlineData("a = \"\\u12\"", 1)]
    [InlineData("a = \"\u007f\"", 1)]
    [InlineData("\na = " + Q3 + "x\n\n", 2)]
    [InlineData("a = " + Q3 + "x\"\"\"\"\"\"", 1)]
    [InlineData("a = " + Q3 + "x \\ y" + Q3, 1)]
    [InlineData("a = '''x", 1)]
    [InlineData("a = 01", 1)]
    [InlineData("a = 1__0", 1)]
    [InlineData("a = _1", 1)]
    [InlineData("a = +0xF", 1)]
    [InlineData("a = 0XF", 1)]
    [InlineData("a = 9223372036854775808", 1)]
    [InlineData("a = .5", 1)]
    [InlineData("a = 5.", 1)]
    [InlineData("a = 1.e2", 1)]
    [InlineData("a = 1979-05-27", 1)]
    [InlineData("a = 07:32:00", 1)]
    [InlineData("a = [1 2]", 1)]
    [InlineData("a = [,]", 1)]
    [InlineData("a = [1,\n2", 2)]
    [InlineData("a = {x = 1,}", 1)]
    [InlineData("a = {x = 1\n}", 1)]
    [InlineData("a = {x = 1, x = 2}", 1)]
    [InlineData("a = {x = 1}\na.y = 2", 2)]
    [InlineData("a = {x = 1}\n[a.y]", 2)]
    [InlineData("a = {x.y = 1}\n[a.x.z]", 2)]
    [InlineData("[a]\n[a]", 2)]
    [InlineData("[a]\nb = 1\n[a.b]", 3)]
    [InlineData("[fruit]\napple.color = 1\n[fruit.apple]", 3)]
    [InlineData("[a.b.c]\n[a]\nb.c.t = 1", 3)]
    [InlineData("[]", 1)]
    [InlineData("[a.]", 1)]
    [InlineData("[a", 1)]
    [InlineData("[a] b = 1", 1)]
    [InlineData("[[a]", 1)]
    [InlineData("a = []\n[[a]]", 2)]
    [InlineData("[a]\n[[a]]", 2)]
    [InlineData("[[a]]\n[a]", 2)]
    [InlineData("[a.b]\n[[a]]", 2)]
    public void Read_WhatTheRulesForbid_IsRefusedWithItsLine(string document, int line) =>
        Assert.StartsWith($"line {line}: ", Assert.Throws<TomlException>(() => Read(document)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NotUtf8_IsRefused() => Assert.Throws<TomlException>(() => TomlDocument.Read([(byte)'#', 0xff]));

    [Fact]
    public void Read_EndlessNesting_IsRefused() => Assert.Throws<TomlException>(() => Read("a = " + new string('[', 100_000)));

    [Fact]
    public void Read_TooLong_IsRefused() => Assert.Throws<TomlException>(() => Read("#" + new string('x', 1024 * 1024)));

    private static TomlTable Read(string document) => TomlDocument.Read(Encoding.UTF8.GetBytes(document));

    private static string Shown(TomlValue value) => value switch
    {
        TomlString text => $"'{text.Value}'",
        TomlInteger number => number.Value.ToString(CultureInfo.InvariantCulture),
        TomlFloat number => number.Value.ToString(CultureInfo.InvariantCulture),
        TomlBoolean flag => flag.Value.ToString(),
        TomlArray array => $"[{string.Join(',', array.Items.Select(Shown))}]",
        TomlTableArray array => $"[{string.Join(',', array.Tables.Select(Shown))}]",
        TomlTable table => $"{{{string.Join(',', table.Entries.Select(entry => $"{entry.Key}={Shown(entry.Value)}"))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
