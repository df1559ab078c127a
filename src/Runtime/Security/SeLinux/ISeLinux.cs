namespace CriSharp.Runtime.Security.SeLinux;

/// <summary>SELinux on this node, asked only where <see cref="Node.NodeDescription.SeLinux"/> says that it is on.</summary>
public interface ISeLinux
{
    /// <summary>Whether the policy in force knows every part of the context, and lets them be together.</summary>
    bool IsValid(string label);

    /// <summary>Labels a file, or a directory with all in it (<see cref="FileLabels"/>).</summary>
    Task LabelAsync(string path, string label);
}
