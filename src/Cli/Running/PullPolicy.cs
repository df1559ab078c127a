namespace CriSharp.Cli.Running;

/// <summary>When <c>run</c> asks the registry.</summary>
internal enum PullPolicy
{
    /// <summary>If the image is not here.</summary>
    Missing,

    /// <summary>Each time: the name may mean another image now.</summary>
    Always,

    /// <summary>Not at all.</summary>
    Never,
}
