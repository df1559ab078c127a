using System.Text.Json.Nodes;
using CriSharp.Cli.Output;
using Xunit;

namespace CriSharp.Tests.Cli.Output;

/// <summary>Answers for programs.</summary>
public sealed class StructuredTests
{
    [Fact]
    public void Of_Message_HasDefaultsAndJsonNames()
    {
        var node = Structured.Of(new Cri.PodSandbox { Id = "p", CreatedAt = 1_700_000_000_000_000_001 });

        Assert.Equal("SANDBOX_READY", (string?)node["state"]);
        Assert.Equal("1700000000000000001", (string?)node["createdAt"]);
        Assert.Equal("", (string?)node["runtimeHandler"]);
    }

    [Fact]
    public void Of_Info_PutsJsonInAndLeavesTextAlone()
    {
        var info = Structured.Of(new Dictionary<string, string> { ["b"] = """{"x":[1]}""", ["a"] = "text", ["c"] = "{torn" });

        Assert.Equal("""{"a":"text","b":{"x":[1]},"c":"{torn"}""", info.ToJsonString());
    }

    [Theory]
    [InlineData("""{"a":1,"b":[true,null,"x"]}""", "a: 1\nb:\n- true\n- null\n- x\n")]
    [InlineData("""{"a":{},"b":[]}""", "a: {}\nb: []\n")]
    [InlineData("""{"a":"true","b":"null","c":"1","d":"","e":"No","f":"~"}""", "a: \"true\"\nb: \"null\"\nc: \"1\"\nd: \"\"\ne: \"No\"\nf: \"~\"\n")]
    [InlineData("""{"image":"docker.io/library/busybox:1","time":"12:30:00","colon":"a: b","dash":"- a"}""",
        "image: docker.io/library/busybox:1\ntime: \"12:30:00\"\ncolon: \"a: b\"\ndash: \"- a\"\n")]
    [InlineData("""{"text":"two\nlines\u001b"}""", "text: \"two\\nlines\\e\"\n")]
    public void Write_Yaml_ReadsBackAsTheSame(string json, string yaml)
    {
        using var writer = new StringWriter();

        Structured.Write(writer, JsonNode.Parse(json)!, OutputFormat.Yaml);

        Assert.Equal(yaml, writer.ToString());
    }

    [Fact]
    public void Write_Json_IsIndentedAndReadable()
    {
        using var writer = new StringWriter();

        Structured.Write(writer, JsonNode.Parse("""{"a":"<ü>"}""")!, OutputFormat.Json);

        Assert.Equal("{\n  \"a\": \"<ü>\"\n}\n", writer.ToString());
    }
}
