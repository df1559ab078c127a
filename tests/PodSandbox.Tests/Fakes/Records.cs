using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Keeping;

namespace CriSharp.Tests.PodSandbox.Fakes;

/// <summary>Records as tests need them.</summary>
internal static class Records
{
    public const string BootId = "this-boot";

    public static DateTimeOffset Time { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static SandboxRecord Sandbox(string name, SandboxState? state = null, string bootId = BootId) => new()
    {
        Id = SandboxId.New(),
        Config = new Cri.PodSandboxConfig { Metadata = new Cri.PodSandboxMetadata { Name = name, Namespace = "default", Uid = name } },
        Facts = new SandboxRecordFacts
        {
            State = state ?? new SandboxState.Ready(),
            RuntimeHandler = "",
            BootId = bootId,
            CreatedAt = Time,
            CgroupParent = "/pods/" + name,
        },
    };

    public static ContainerRecord Container(SandboxRecord sandbox, string name, ContainerState? state = null) => new()
    {
        Id = ContainerId.New(),
        Config = new Cri.ContainerConfig { Metadata = new Cri.ContainerMetadata { Name = name }, Image = new Cri.ImageSpec { Image = "i" } },
        Facts = new ContainerRecordFacts
        {
            SandboxId = sandbox.Id,
            State = state ?? new ContainerState.Created(),
            CreatedAt = Time,
            ImageId = "sha256:1",
            ImageRef = "sha256:1",
            CgroupPath = "/pods/" + name,
            Program = "/bin/true",
            StopSignal = 15,
            Uid = 0,
            Gid = 0,
        },
    };

    public static ContainerState.Running Running(int pid = 42) => new ContainerState.Created().Start(new KeptProcess(pid, Time));
}
