namespace CriSharp.Runtime.Mounts;

/// <summary>A bind mount that shows owners as a user namespace maps them.</summary>
/// <param name="Source">An existing file or directory, with what is mounted below it.</param>
/// <param name="Target">Where; made if absent, as a file or directory.</param>
/// <param name="UserNamespace">Path of the user namespace.</param>
/// <param name="FollowsSource">Whether what is mounted below the source later appears here too (propagation <c>slave</c>).</param>
public sealed record MappedBind(string Source, string Target, string UserNamespace, bool FollowsSource);
