namespace KeeperProtocol.V1;

/// <summary>What both sides of the keeper's protocol must agree on and keeper.proto cannot say.</summary>
public static class Protocol
{
    /// <summary>Of this code. A change that an older side would misunderstand raises it.</summary>
    public const uint Version = 1;

    /// <summary>Longest message.</summary>
    public const int MaxMessageBytes = 1024 * 1024;
}
