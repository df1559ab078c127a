namespace CriSharp.Images;

/// <summary>
/// How a root file system is to show the owners of its files. On disk they stay as the image has them, so that layers are shared by
/// whatever mappings there are.
/// </summary>
/// <param name="UserNamespace">Path of the user namespace whose mapping it is.</param>
/// <param name="RootUid">The node's user id of the one who is root there.</param>
/// <param name="RootGid">The node's group id of the same.</param>
public sealed record IdMap(string UserNamespace, uint RootUid, uint RootGid);
