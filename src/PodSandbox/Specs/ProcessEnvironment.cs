using CriSharp.PodSandbox.Specs.Rules;

namespace CriSharp.PodSandbox.Specs;

/// <summary>The environment: defaults, the node's configuration, then the image's, then the configuration's; a later value takes the place of an earlier one.</summary>
internal static class ProcessEnvironment
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static IReadOnlyList<string> Build(ContainerSpecInput input, ProcessUser user)
    {
        var variables = new OrderedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = DefaultPath,
            ["HOSTNAME"] = input.Sandbox.Hostname,
        };
        if (input.Config.Tty)
        {
            variables["TERM"] = "xterm";
        }

        foreach (var (name, value) in input.Node.Defaults.Environment)
        {
            variables[name] = value;
        }

        AddImage(variables, input.Image.Env);
        foreach (var variable in input.Config.Envs)
        {
            variables[variable.Key] = EnvironmentValue.Text(variable);
        }

        // Last, and only where nobody said it: OCI runtimes would guess it, each in its own way.
        variables.TryAdd("HOME", user.Home);
        return [.. variables.Select(variable => $"{variable.Key}={variable.Value}")];
    }

    // An entry without '=' names no value (OCI image specification: Env is VARNAME=VARVALUE) and is left out.
    private static void AddImage(OrderedDictionary<string, string> variables, IReadOnlyList<string> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Contains('\0'))
            {
                throw ConfigCheck.Image.Refused("Env", "an entry has a NUL byte in it");
            }

            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                variables[entry[..equals]] = entry[(equals + 1)..];
            }
        }
    }
}
