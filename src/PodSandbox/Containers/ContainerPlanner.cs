using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Ids;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.Specs;
using CriSharp.PodSandbox.State;
using CriSharp.Runtime.Cdi;
using CriSharp.Runtime.Devices;
using CriSharp.Runtime.Security;
using CriSharp.Runtime.Security.AppArmor;
using Microsoft.Extensions.Options;

namespace CriSharp.PodSandbox.Containers;

/// <summary>
/// Decides what a new container is to be: looks up what its configuration names on this node and in its image, and has the pure builder of
/// <see cref="ContainerSpec"/> make the OCI configuration from it.
/// </summary>
public sealed class ContainerPlanner(
    SandboxPlanner sandboxes,
    IImages images,
    ImageVolumes imageVolumes,
    IHostDevices devices,
    ICdiDevices cdi,
    TargetNamespaces targets,
    SandboxRuntimes runtimes,
    NodeFacts facts,
    SeccompPrograms filters,
    IAppArmor appArmor,
    VolumeLabels labels,
    ClampReport clamps,
    MappedMounts mappedMounts,
    NodePaths paths,
    IOptions<PodSandboxOptions> options,
    TimeProvider clock)
{
    /// <summary>The record of a container that nothing has been made of yet.</summary>
    public async Task<ContainerRecord> PlanAsync(ContainerId id, SandboxRecord sandbox, Cri.ContainerConfig config, ImageRecord image)
    {
        var accounts = await images.AccountsAsync(image, CancellationToken.None);
        var user = ProcessIdentity.Resolve(SecurityOf(config), image.Config, accounts);
        MappedIdentity.Require(user, SecurityOf(config), sandbox.Config);
        return new ContainerRecord
        {
            Id = id,
            Config = config,
            Facts = new ContainerRecordFacts
            {
                SandboxId = sandbox.Id,
                State = new ContainerState.Created(),
                CreatedAt = clock.GetUtcNow(),
                ImageId = image.Id,
                ImageRef = image.Ref,
                LogPath = LogPath(sandbox.Config, config),
                CgroupPath = CgroupPaths.Container(options.Value.CgroupDriver, sandbox.Facts.CgroupParent, id.Value).CgroupfsPath,
                Program = ProcessArguments.Build(config, image.Config)[0],
                StopSignal = StopSignals.Effective(config, image.Config),
                Uid = user.Uid,
                Gid = user.Gid,
                SupplementalGroups = user.Groups,
                PasswdEntry = PasswdEntry.For(user, accounts, config, image.Config),
                BindsLocalTime = facts.Defaults.TimeZoneFile is not null,
                MountLabel = sandbox.Facts.Labels is { } pod ? PodLabels.Container(SecurityOf(config), facts.SeLinux, pod).Mount : null,
                Volumes = DeclaredVolumes.Visible(image.Config.Volumes, config.Mounts),
                ImageVolumes = imageVolumes.Find(config),
                SharesPidNamespace = PodNamespaces.Of(config, sandbox.Config).Pid != Cri.NamespaceMode.Container,
            },
        };
    }

    /// <summary>
    /// Fills the bundle: the OCI configuration, and the directory its root will be mounted on. Returns the record with what it refers to.
    /// </summary>
    public async Task<ContainerRecord> WriteBundleAsync(ContainerRecord record, SandboxRecord sandbox, ImageRecord image)
    {
        var givesHostDevices = runtimes.Of(sandbox).GivesHostDevices;
        var cdiEdits = cdi.Resolve(CdiRequests.Of(record.Config));
        var mounts = Resolve(record);
        var input = new ContainerSpecInput
        {
            ContainerId = record.Id.Value,
            Config = record.Config,
            Sandbox = sandboxes.Lend(sandbox),
            Image = image.Config,
            Accounts = await images.AccountsAsync(image, CancellationToken.None),
            Node = facts,
            RootPath = paths.Rootfs(record.Id),
            CgroupDriver = options.Value.CgroupDriver,
            Mounts = mounts,
            DeclaredVolumes = DeclaredVolumesOf(record),
            Devices = [.. record.Config.Devices.SelectMany(Resolve)],
            DeviceOwnershipFromProcess = options.Value.DeviceOwnershipFromSecurityContext,
            GivesHostDevices = givesHostDevices,
            HostDevices = givesHostDevices && SecurityOf(record.Config).Privileged ? devices.All() : [],
            TargetPidNamespace = await targets.PinAsync(record),
            LocalhostSeccomp = LocalhostSeccomp(record.Config),
            AppArmor = await appArmor.ReadAsync(CancellationToken.None),
        };
        var spec = ContainerSpec.Build(input);
        clamps.Tell(record.Id, ContainerClamps.Of(input, spec));
        await labels.ApplyAsync(input);
        spec = CdiInjection.Apply(spec, cdiEdits);
        Directory.CreateDirectory(paths.Rootfs(record.Id));
        await PrivateFile.WriteAsync(Path.Combine(paths.Bundle(record.Id), "config.json"), filters.Apply(spec).ToJson(), CancellationToken.None);
        return record with { Facts = record.Facts with { MappedVolumes = MappedMounts.Of(mounts) } };
    }

    private static Cri.LinuxContainerSecurityContext SecurityOf(Cri.ContainerConfig config) =>
        config.Linux?.SecurityContext ?? new Cri.LinuxContainerSecurityContext();

    private static string? LogPath(Cri.PodSandboxConfig sandbox, Cri.ContainerConfig container) =>
        sandbox.LogDirectory.Length == 0 || container.LogPath.Length == 0 ? null : Path.Combine(sandbox.LogDirectory, container.LogPath);

    private IReadOnlyList<ResolvedMount> Resolve(ContainerRecord record)
    {
        var sources = new MountSources();
        return [.. record.Config.Mounts.Select((mount, i) => ImageVolumes.IsImage(mount)
            ? imageVolumes.Resolve(record, i)
            : mappedMounts.Resolve(record.Id, i, sources.Resolve($"mounts[{i}]", mount)))];
    }

    private IEnumerable<ContainerDevice> Resolve(Cri.Device device) =>
        devices.Resolve(device.HostPath, device.ContainerPath).Select(found => new ContainerDevice(found, device.Permissions));

    // With a read-only root the image's volumes still are to be written to.
    private Dictionary<string, string> DeclaredVolumesOf(ContainerRecord record) => SecurityOf(record.Config).ReadonlyRootfs
        ? record.Facts.Volumes.Index().ToDictionary(volume => volume.Item, volume => paths.DeclaredVolume(record.Id, volume.Index))
        : [];

    private static SeccompProfile? LocalhostSeccomp(Cri.ContainerConfig config)
    {
        if (SeccompChoice.LocalhostPath(config) is not { } path)
        {
            return null;
        }

        if (new FileInfo(path) is not { Exists: true } file)
        {
            throw new FailureException(FailureKind.InvalidArgument, $"seccomp profile {path}: no such file on this node");
        }

        return file.Length <= SeccompProfileReader.LimitBytes
            ? SeccompProfileReader.Read(File.ReadAllBytes(path), path)
            : throw new FailureException(FailureKind.InvalidArgument, $"seccomp profile {path}: larger than {SeccompProfileReader.LimitBytes} bytes");
    }
}
