using CriSharp.Failures;

namespace CriSharp.Runtime.Cni;

/// <summary>CNI_ARGS: the pod's identity under the names that Kubernetes plugins read.</summary>
internal static class CniArguments
{
    internal static string Of(PodNetworkRequest request) => string.Join(
        ';',
        "IgnoreUnknown=1", // plugins without use for the rest would refuse it otherwise
        Pair("K8S_POD_NAMESPACE", request.PodNamespace),
        Pair("K8S_POD_NAME", request.PodName),
        Pair("K8S_POD_INFRA_CONTAINER_ID", request.SandboxId),
        Pair("K8S_POD_UID", request.PodUid));

    private static string Pair(string name, string value) => value.AsSpan().ContainsAny(";=\0")
        ? throw new FailureException(FailureKind.InvalidArgument, $"cni argument {name}: {value} has a ';' or '='")
        : $"{name}={value}";
}
