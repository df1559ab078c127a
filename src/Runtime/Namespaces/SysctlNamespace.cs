namespace CriSharp.Runtime.Namespaces;

/// <summary>The namespaces that have kernel parameters of their own.</summary>
public enum SysctlNamespace
{
    Network,
    Ipc,
    Uts,
}
