using CriSharp.Cli.Connection;
using Grpc.Core;

namespace CriSharp.Cli.Verbs;

/// <summary>Does the same to everything that was named: one failure is told and does not keep the others from being done.</summary>
internal static class EachTarget
{
    /// <summary>Exit code 1 if any failed.</summary>
    public static async Task<int> RunAsync(Session session, IEnumerable<string> targets, Func<string, Task> action)
    {
        var exitCode = ExitCodes.Success;
        foreach (var target in targets.Distinct())
        {
            try
            {
                await action(target);
            }
            catch (Exception exception) when (exception is CommandException or RpcException && !session.CancellationToken.IsCancellationRequested)
            {
                session.Shell.Report(exception is RpcException call ? RpcErrors.Describe(call, session.Daemon.Socket) : exception.Message);
                exitCode = ExitCodes.Failure;
            }
        }

        return exitCode;
    }
}
