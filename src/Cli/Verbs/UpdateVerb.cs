using System.CommandLine;
using CriSharp.Cli.Arguments;
using CriSharp.Cli.Connection;

namespace CriSharp.Cli.Verbs;

/// <summary><c>update</c>: changes limits of containers while they run; what is not named stays as it is.</summary>
internal sealed class UpdateVerb
{
    private const string Unlimited = "none";

    private readonly Option<string?> _memory = CommonOptions.Value("--memory", "size", "Memory limit, such as 64m or 1.5g", "-m");
    private readonly Option<string?> _swap = CommonOptions.Value("--memory-swap", "size", "Limit of memory and swap together");
    private readonly Option<string?> _cpus = CommonOptions.Value("--cpus", "number|none", "Processors at most, such as 0.5; none: no limit");
    private readonly Option<long?> _shares = Number("--cpu-shares", "Weight among other containers, 2 to 262144");
    private readonly Option<string?> _processors = CommonOptions.Value("--cpuset-cpus", "list", "Processors to run on, such as 0-3,7");
    private readonly Option<string?> _nodes = CommonOptions.Value("--cpuset-mems", "list", "Memory nodes to use");
    private readonly Option<long?> _score = Number("--oom-score-adj", "From -1000 to 1000: the higher, the sooner it is killed");
    private readonly Argument<string[]> _targets = CommonArguments.Many("container", CommonArguments.HowToName);

    public static Command Create(CommandTree tree)
    {
        var verb = new UpdateVerb();
        tree.Names.CompleteContainers(verb._targets);
        var command = new Command("update", "Changes the limits of containers")
        {
            verb._targets, verb._memory, verb._swap, verb._cpus, verb._shares, verb._processors, verb._nodes, verb._score,
        };
        tree.OnInvoke(command, verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Session session)
    {
        var resources = ResourcesOf(session);
        if (resources.CalculateSize() == 0)
        {
            throw CommandException.Usage("update: nothing to change; name a limit, such as --memory 64m");
        }

        var inventory = await Inventory.LoadAsync(session.Daemon, session.CancellationToken);
        return await EachTarget.RunAsync(session, session.Get(_targets), async target =>
        {
            var container = inventory.Container(target);
            await session.Daemon.Runtime.UpdateContainerResourcesAsync(
                new Cri.UpdateContainerResourcesRequest { ContainerId = container.Id, Linux = resources }, cancellationToken: session.CancellationToken);
            session.Shell.Print($"container {container.Metadata.Name}");
        });
    }

    private Cri.LinuxContainerResources ResourcesOf(Session session)
    {
        var quota = session.Get(_cpus) switch
        {
            null => 0,
            Unlimited => -1,
            var cpus => CpuCount.ParseQuota("--cpus", cpus),
        };
        return new Cri.LinuxContainerResources
        {
            MemoryLimitInBytes = session.Get(_memory) is { } memory ? MemorySize.Parse("--memory", memory) : 0,
            MemorySwapLimitInBytes = session.Get(_swap) is { } swap ? MemorySize.Parse("--memory-swap", swap) : 0,
            CpuQuota = quota,
            CpuPeriod = quota > 0 ? CpuCount.PeriodMicroseconds : 0,
            CpuShares = session.Get(_shares) ?? 0,
            CpusetCpus = session.Get(_processors) ?? "",
            CpusetMems = session.Get(_nodes) ?? "",
            OomScoreAdj = session.Get(_score) ?? 0,
        };
    }

    private static Option<long?> Number(string name, string description) => new(name) { Description = description, HelpName = "number" };
}
