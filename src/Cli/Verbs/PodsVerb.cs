using System.CommandLine;
using CriSharp.Cli.Output;
using Grpc.Core;

namespace CriSharp.Cli.Verbs;

/// <summary><c>pods</c>: lists pods.</summary>
internal static class PodsVerb
{
    public static Command Create(CommandTree tree)
    {
        var quiet = CommonOptions.Quiet();
        var whole = CommonOptions.NoTruncation();
        var output = CommonOptions.Output();
        var command = new Command("pods", "Lists pods, the stopped ones too") { quiet, whole, output };
        tree.OnInvoke(command, async session =>
        {
            var response = await session.Daemon.Runtime.ListPodSandboxAsync(
                new Cri.ListPodSandboxRequest(), cancellationToken: session.CancellationToken);
            var pods = response.Items.OrderByDescending(pod => pod.CreatedAt).ToList();
            if (session.Get(output) is not OutputFormat.Table and var format)
            {
                Structured.Write(session.Shell.OutputText, Structured.Of(response), format);
            }
            else if (session.Get(quiet))
            {
                pods.ForEach(pod => session.Shell.Print(pod.Id));
            }
            else
            {
                await WriteTableAsync(session, pods, session.Get(whole));
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task WriteTableAsync(Session session, List<Cri.PodSandbox> pods, bool whole)
    {
        var addresses = await Task.WhenAll(pods.Select(pod => AddressAsync(session, pod)));
        var table = new Table("POD ID", "NAME", "NAMESPACE", "STATE", "IP", "CREATED");
        foreach (var (pod, address) in pods.Zip(addresses))
        {
            table.Add(
                ShortId.Of(pod.Id, whole),
                pod.Metadata.Name,
                pod.Metadata.Namespace,
                Words.Of(pod.State),
                address,
                HumanAge.Ago(pod.CreatedAt, session.Shell.Time));
        }

        table.Write(session.Shell.OutputText, session.Shell.Styled);
    }

    // The list does not have it. A stopped pod has no network any more.
    private static async Task<string> AddressAsync(Session session, Cri.PodSandbox pod)
    {
        if (pod.State != Cri.PodSandboxState.SandboxReady)
        {
            return "";
        }

        try
        {
            var request = new Cri.PodSandboxStatusRequest { PodSandboxId = pod.Id };
            var response = await session.Daemon.Runtime.PodSandboxStatusAsync(request, cancellationToken: session.CancellationToken);
            return response.Status.Network?.Ip ?? "";
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return "";
        }
    }
}
