namespace CriSharp.Runtime.Cni;

/// <summary>One host port. <paramref name="Protocol"/> is <c>tcp</c>, <c>udp</c> or <c>sctp</c>; <paramref name="HostIp"/> empty means all addresses.</summary>
public sealed record PortMapping(string Protocol, int HostPort, int ContainerPort, string HostIp);
