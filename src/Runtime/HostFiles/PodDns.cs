namespace CriSharp.Runtime.HostFiles;

/// <summary>A pod's resolver settings: the <c>nameserver</c>, <c>search</c> and <c>options</c> lines of resolv.conf(5).</summary>
public sealed record PodDns(IReadOnlyList<string> Servers, IReadOnlyList<string> Searches, IReadOnlyList<string> Options);
