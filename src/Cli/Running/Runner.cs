using CriSharp.Cli.Connection;
using CriSharp.Cli.Pulling;
using CriSharp.Cli.Verbs;
using Grpc.Core;
using Node.V1;

namespace CriSharp.Cli.Running;

/// <summary>
/// From an image to a running container: image, pod, container, start. What fails half-way is undone, so that a failed <c>run</c> leaves
/// nothing; Ctrl-C before the start counts as a failure.
/// </summary>
internal sealed class Runner(Session session, RunOptions options)
{
    /// <summary>The exit code for the shell: the container's, or the one that tells why there was none.</summary>
    public async Task<int> RunAsync()
    {
        RunningPod pod;
        try
        {
            pod = await StartAsync();
        }
        catch (RpcException exception) when (!session.CancellationToken.IsCancellationRequested)
        {
            throw new CommandException(RpcErrors.Describe(exception, session.Daemon.Socket), ExitCodes.RunFailed, exception);
        }

        if (options.Detach)
        {
            session.Shell.Print(pod.ContainerId);
            return ExitCodes.Success;
        }

        return await new Foreground(session, pod, options.Remove).RunAsync();
    }

    private async Task<RunningPod> StartAsync()
    {
        var name = await ChooseNameAsync();
        var image = await ProvideImageAsync();
        var plan = PodPlan.Create(options, name, Guid.NewGuid().ToString(), image, session.Shell.LogRoot);

        // The CRI leaves it to its client to make the directory.
        Directory.CreateDirectory(plan.Pod.LogDirectory);
        string? podId = null;
        try
        {
            podId = await RunPodAsync(plan);
            var containerId = await CreateContainerAsync(podId, plan);
            await StartContainerAsync(containerId);
            return new RunningPod(podId, plan.Pod.Metadata, containerId, Path.Combine(plan.Pod.LogDirectory, PodPlan.LogFile));
        }
        catch (Exception exception) when (exception is RpcException or CommandException or OperationCanceledException)
        {
            await UndoAsync(podId, plan);
            throw;
        }
    }

    // The daemon knows pods by name, namespace and uid, so it would take a second pod of the same name; a person could not tell them apart.
    private async Task<string> ChooseNameAsync()
    {
        var inventory = await Inventory.LoadAsync(session.Daemon, session.CancellationToken);
        var pods = inventory.Pods.Select(pod => pod.Metadata.Name);
        var taken = inventory.Containers.Select(container => container.Metadata.Name).Concat(pods).ToHashSet();
        if (options.Name is not { } name)
        {
            return PodName.Generate(taken);
        }

        return !taken.Contains(name)
            ? name
            : throw new CommandException(
                $"run {options.Image}: the name {name} is taken; remove its owner with 'crisharp rm {name}' or choose another",
                ExitCodes.RunFailed);
    }

    private async Task<string> ProvideImageAsync()
    {
        if (options.Pull != PullPolicy.Always)
        {
            var status = await ImageLookup.StatusAsync(session.Daemon, options.Image, verbose: false, session.CancellationToken);
            if (status.Image is { } image)
            {
                return image.Id;
            }

            if (options.Pull == PullPolicy.Never)
            {
                throw new CommandException(
                    $"run {options.Image}: the image is not here, and --pull never forbids to fetch it", ExitCodes.RunFailed);
            }
        }

        return await Puller.PullAsync(session, new PullImageRequest { Image = options.Image });
    }

    private async Task<string> RunPodAsync(PodPlan plan)
    {
        var request = new Cri.RunPodSandboxRequest { Config = plan.Pod, RuntimeHandler = options.RuntimeHandler };
        return (await session.Daemon.Runtime.RunPodSandboxAsync(request, cancellationToken: session.CancellationToken)).PodSandboxId;
    }

    private async Task<string> CreateContainerAsync(string podId, PodPlan plan)
    {
        var request = new Cri.CreateContainerRequest { PodSandboxId = podId, Config = plan.Container, SandboxConfig = plan.Pod };
        return (await session.Daemon.Runtime.CreateContainerAsync(request, cancellationToken: session.CancellationToken)).ContainerId;
    }

    private async Task StartContainerAsync(string containerId)
    {
        try
        {
            var request = new Cri.StartContainerRequest { ContainerId = containerId };
            await session.Daemon.Runtime.StartContainerAsync(request, cancellationToken: session.CancellationToken);
        }
        catch (RpcException exception) when (StartFailure.ExitCodeOf(exception.Status.Detail) is { } exitCode)
        {
            throw new CommandException(RpcErrors.Describe(exception, session.Daemon.Socket), exitCode, exception);
        }
    }

    private async Task UndoAsync(string? podId, PodPlan plan)
    {
        try
        {
            if (podId is not null)
            {
                await RunPods.RemoveAsync(session.Daemon, session.Shell, podId, plan.Pod.Metadata, marked: true);
            }
            else
            {
                Directory.Delete(plan.Pod.LogDirectory, recursive: true);
            }
        }
        catch (Exception exception) when (exception is RpcException or IOException)
        {
            // What made the run fail is what the user has to read; this is told beside it.
            var cause = exception is RpcException call ? RpcErrors.Describe(call, session.Daemon.Socket) : exception.Message;
            session.Shell.Report($"undo pod {plan.Pod.Metadata.Name}: {cause}");
        }
    }
}
