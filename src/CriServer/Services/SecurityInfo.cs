using System.Text.Json.Nodes;
using CriSharp.Runtime.Node;
using CriSharp.Runtime.Security.AppArmor;

namespace CriSharp.CriServer.Services;

/// <summary>How this node can confine containers, for the verbose status.</summary>
public sealed class SecurityInfo(NodeDescription node, IAppArmor appArmor)
{
    public JsonObject Read()
    {
        var profiles = appArmor.Read();
        return new JsonObject
        {
            ["appArmor"] = profiles.IsEnabled,
            ["appArmorDefault"] = profiles.IsEnabled && profiles.DefaultProblem is null ? AppArmorDefault.Name : "",
            ["appArmorProblem"] = profiles.DefaultProblem ?? "",
            ["seLinux"] = node.SeLinux,
            ["boundingCapabilities"] = new JsonArray([.. node.BoundingCapabilities.Names.Select(name => (JsonNode)name)]),
            ["mayRaiseLimits"] = node.MayRaiseLimits,
        };
    }
}
