using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using CriSharp.Linux.Processes;
using CriSharp.Runtime.Cni;

namespace CriSharp.Tests.Runtime.Cni;

/// <summary>Answers for plugins in memory and records every call; their programs are empty files in a directory.</summary>
internal sealed class FakePlugins(string directory) : ICniPluginRunner
{
    private readonly Dictionary<string, Func<Call, ProgramResult>> _answers = [];

    private readonly ConcurrentQueue<Call> _calls = [];

    public IReadOnlyCollection<Call> Calls => _calls;

    public static string ResultWith(params string[] addresses) =>
        $$"""{"cniVersion":"1.0.0","ips":[{{string.Join(',', addresses.Select(address => $"{{\"address\":\"{address}\"}}"))}}]}""";

    public static ProgramResult Ok(string output) => new(0, Encoding.UTF8.GetBytes(output), []);

    public static ProgramResult Fail(string output, string error = "") => new(1, Encoding.UTF8.GetBytes(output), Encoding.UTF8.GetBytes(error));

    public void Install(string type, Func<Call, ProgramResult> answer)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, type), "");
        _answers[type] = answer;
    }

    public Task<ProgramResult> RunAsync(ProgramStart start, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var environment = start.Environment.Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var call = new Call(Path.GetFileName(start.Path), environment["CNI_COMMAND"], environment, JsonNode.Parse(start.Input.Span)!.AsObject());
        _calls.Enqueue(call);
        return Task.FromResult(_answers[call.Plugin](call));
    }

    internal sealed record Call(string Plugin, string Verb, IReadOnlyDictionary<string, string> Environment, JsonObject Input);
}
