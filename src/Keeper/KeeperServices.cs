using CriSharp.Keeper.Exits;
using CriSharp.Keeper.Launch;

namespace CriSharp.Keeper;

/// <summary>Everything a connection's requests are answered with.</summary>
internal sealed record KeeperServices(
    ContainerRegistry Containers,
    RecordStore Records,
    ExitFeed Exits,
    ContainerLauncher ContainerLauncher,
    ExecLauncher ExecLauncher,
    KeeperJournal Journal,
    TimeProvider Time);
