using System.Text.Json.Nodes;
using CriSharp.PodSandbox;
using CriSharp.PodSandbox.State;
using Google.Protobuf;

namespace CriSharp.CriServer.Services;

/// <summary>What <c>verbose</c> status calls tell beyond the CRI's fields, as JSON.</summary>
public sealed class DebugInfo(NodePaths paths)
{
    public static string Of(SandboxRecord sandbox) => new JsonObject
    {
        ["runtimeHandler"] = sandbox.Facts.RuntimeHandler,
        ["cgroupParent"] = sandbox.Facts.CgroupParent,
        ["bootId"] = sandbox.Facts.BootId,
        ["namespaces"] = new JsonObject
        {
            ["network"] = sandbox.Facts.Namespaces.Network,
            ["ipc"] = sandbox.Facts.Namespaces.Ipc,
            ["uts"] = sandbox.Facts.Namespaces.Uts,
            ["pid"] = sandbox.Facts.Namespaces.Pid,
        },
        ["cniResult"] = sandbox.Facts.Network?.Result is { } result ? JsonNode.Parse(result) : null,
        ["overhead"] = Message(sandbox.Overhead),
        ["resources"] = Message(sandbox.Resources),
        ["config"] = JsonNode.Parse(JsonFormatter.Default.Format(sandbox.Config)),
    }.ToJsonString();

    public string Of(ContainerRecord container) => new JsonObject
    {
        ["sandboxID"] = container.SandboxId.Value,
        ["pid"] = container.Facts.State is ContainerState.Running running ? running.Pid : 0,
        ["cgroupPath"] = container.Facts.CgroupPath,
        ["bundle"] = paths.Bundle(container.Id),
        ["config"] = JsonNode.Parse(JsonFormatter.Default.Format(container.Config)),
        ["runtimeSpec"] = Spec(container),
    }.ToJsonString();

    private static JsonNode? Message(IMessage? message) => message is null ? null : JsonNode.Parse(JsonFormatter.Default.Format(message));

    private JsonNode? Spec(ContainerRecord container)
    {
        var path = Path.Combine(paths.Bundle(container.Id), "config.json");
        return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;
    }
}
