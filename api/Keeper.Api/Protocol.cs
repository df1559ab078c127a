namespace KeeperProtocol.V1;

/// <summary>What both sides of the keeper's protocol must agree on and keeper.proto cannot say.</summary>
public static class Protocol
{
    /// <summary>
    /// Of this code. A change that an older side would misunderstand raises it, and then a daemon cannot serve beside a
    /// keeper of before; a field that an older side may ignore does not.
    /// </summary>
    public const uint Version = 1;

    /// <summary>Longest message.</summary>
    public const int MaxMessageBytes = 1024 * 1024;
}
