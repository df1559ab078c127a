namespace CriSharp.Runtime.Namespaces;

/// <summary>The namespaces that have kernel parameters of their own.</summary>
internal enum SysctlNamespace
{
    Network,
    Ipc,
    Uts,
}
