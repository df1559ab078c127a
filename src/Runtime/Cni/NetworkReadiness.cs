namespace CriSharp.Runtime.Cni;

/// <summary>The NetworkReady condition. <paramref name="Reason"/> is CamelCase and empty when ready.</summary>
public sealed record NetworkReadiness(bool IsReady, string Reason, string Message);
