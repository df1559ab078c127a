namespace CriSharp.PodSandbox.Specs;

/// <summary>The SELinux contexts of a pod or a container.</summary>
/// <param name="Process">Of processes.</param>
/// <param name="Mount">Of the files made for them.</param>
public sealed record SeLinuxLabels(string Process, string Mount);
