namespace CriSharp.Images;

/// <summary>The users and groups that an image defines (passwd(5), group(5)); empty where a file is absent.</summary>
public sealed record ImageAccounts(IReadOnlyList<ImageUser> Users, IReadOnlyList<ImageGroup> Groups);

/// <summary>A line of /etc/passwd.</summary>
public sealed record ImageUser(string Name, uint Uid, uint Gid, string Home);

/// <summary>A line of /etc/group.</summary>
public sealed record ImageGroup(string Name, uint Gid, IReadOnlyList<string> Members);
