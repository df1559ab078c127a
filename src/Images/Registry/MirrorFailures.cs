using CriSharp.Failures;
using CriSharp.Images.Registry.Hosts;

namespace CriSharp.Images.Registry;

/// <summary>Several hosts were asked and none could answer: one message with what each said, the registry's own last.</summary>
internal static class MirrorFailures
{
    internal static FailureException Combine(IReadOnlyList<(HostSession Host, FailureException Failure)> failures, RegistryRequest request)
    {
        if (failures.Count == 0)
        {
            var what = request.Needs == HostCapabilities.Resolve ? "resolve a tag" : "be pulled from";
            return new FailureException(FailureKind.FailedPrecondition, $"the registry configuration has no host that may {what}");
        }

        if (failures is [(_, var only)])
        {
            return only;
        }

        var words = failures.Select(failed => $"{(failed.Host.IsRegistry ? "registry" : "mirror")} {failed.Host.Name}: {failed.Failure.Message}");
        return new FailureException(failures[^1].Failure.Kind, string.Join("; ", words), failures[^1].Failure);
    }
}
