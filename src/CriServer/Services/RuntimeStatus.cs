using System.Text.Json.Nodes;
using CriSharp.CriServer.Configuration;
using CriSharp.PodSandbox.Networking;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.Runtime.Cni;
using CriSharp.Runtime.OciRuntimes;

namespace CriSharp.CriServer.Services;

/// <summary>What the kubelet polls every few seconds: answered from memory, no program is started and nobody is asked.</summary>
public sealed class RuntimeStatus(
    IPodNetworks networks,
    NetworkReleases releases,
    IOciRuntimes runtimes,
    IHandlerFeatures features,
    UserNamespaceSupport userNamespaces,
    SecurityInfo security,
    DaemonOptions options)
{
    /// <summary>The conditions, handlers and features; with <paramref name="verbose"/> also the state behind them.</summary>
    public Cri.StatusResponse Read(bool verbose)
    {
        var response = new Cri.StatusResponse
        {
            Status = new Cri.RuntimeStatus(),
            Features = new Cri.RuntimeFeatures
            {
                SupplementalGroupsPolicy = true,
                MountOptions = true,
                UserNamespacesHostNetwork = userNamespaces.IsOffered,
            },
        };
        response.Status.Conditions.Add(RuntimeReady());
        response.Status.Conditions.Add(NetworkReady());
        response.RuntimeHandlers.Add(Handlers());
        if (verbose)
        {
            AddInfo(response);
        }

        return response;
    }

    /// <summary>Refuses a handler that is not configured.</summary>
    public void RequireHandler(string handler) => runtimes.Find(handler);

    private Cri.RuntimeCondition RuntimeReady()
    {
        var problem = runtimes.Handlers()[0].Problem;
        return new Cri.RuntimeCondition
        {
            Type = "RuntimeReady",
            Status = problem is null,
            Reason = problem is null ? "" : "RuntimeNotInstalled",
            Message = problem ?? "",
        };
    }

    private Cri.RuntimeCondition NetworkReady()
    {
        var readiness = networks.Readiness;
        return new Cri.RuntimeCondition
        {
            Type = "NetworkReady",
            Status = readiness.IsReady,
            Reason = readiness.Reason,
            Message = readiness.Message,
        };
    }

    // The default handler is listed twice, by its name and as "", as the kubelet wants it.
    private IEnumerable<Cri.RuntimeHandler> Handlers()
    {
        var names = runtimes.Handlers().Select(handler => handler.Name).Prepend("").ToList();
        var abilities = names.Select(features.Known).ToList();
        var isMapped = userNamespaces.IsOffered;
        return names.Zip(abilities, (name, able) => new Cri.RuntimeHandler { Name = name, Features = Shown(able, isMapped) });
    }

    private static Cri.RuntimeHandlerFeatures Shown(OciRuntimeFeatures able, bool isMapped) => new()
    {
        RecursiveReadOnlyMounts = able.RecursiveReadOnlyMounts,
        UserNamespaces = able.UserNamespaces && isMapped,
    };

    private void AddInfo(Cri.StatusResponse response)
    {
        response.Info.Add("security", security.Read().ToJsonString());
        var readiness = networks.Readiness;
        response.Info.Add("cni", new JsonObject
        {
            ["configurationDirectory"] = options.Cni.ConfigurationDirectory,
            ["pluginDirectories"] = new JsonArray([.. options.Cni.PluginDirectories.Select(directory => (JsonNode)directory)]),
            ["ready"] = readiness.IsReady,
            ["message"] = readiness.Message,
            ["releasesOwed"] = releases.Owed,
        }.ToJsonString());
        response.Info.Add("config", new JsonObject
        {
            ["stateDirectory"] = options.StateDirectory,
            ["runtimeDirectory"] = options.RuntimeDirectory,
            ["socket"] = options.Socket,
            ["cgroupDriver"] = options.CgroupDriver,
            ["cgroupParent"] = options.CgroupParent,
            ["defaultRuntime"] = runtimes.Handlers()[0].Name,
        }.ToJsonString());
    }
}
