using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using CriSharp.Linux;
using CriSharp.Runtime.OciSpec;

namespace CriSharp.Runtime.Security;

/// <summary>
/// Compiles system call filters once instead of at each container's start, where it is most of the OCI runtime's work (measured: crun takes 6 ms
/// of CPU without a filter, 17 to 28 ms with the default one, 8 ms with it compiled). crun takes the program from an annotation; other OCI
/// runtimes do not look at it and compile the filter, which stays in the configuration.
/// </summary>
public sealed class SeccompPrograms
{
    private const string CrunAnnotation = "run.oci.seccomp_bpf_data";

    // A node has a handful: the default with some sets of capabilities, and profiles of its own.
    private const int MostKept = 64;

    private readonly ConcurrentDictionary<string, string?> _programs = new(StringComparer.Ordinal);

    /// <summary>The configuration with its filter compiled; as it is if it has none, or if the filter cannot be compiled here: then the OCI runtime does, or says why not.</summary>
    public Spec Apply(Spec spec)
    {
        if (spec.Linux.Seccomp is not { } seccomp || Program(seccomp) is not { } program)
        {
            return spec;
        }

        return spec with { Annotations = new Dictionary<string, string>(spec.Annotations) { [CrunAnnotation] = program } };
    }

    private string? Program(LinuxSeccomp seccomp)
    {
        var key = Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(seccomp, SpecJson.Compact.LinuxSeccomp)));
        if (_programs.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_programs.Count >= MostKept)
        {
            _programs.Clear();
        }

        return _programs.GetOrAdd(key, _ => Compile(seccomp));
    }

    private static string? Compile(LinuxSeccomp seccomp)
    {
        try
        {
            return Convert.ToBase64String(SeccompProgram.Compile(seccomp));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or LinuxException)
        {
            return null;
        }
    }
}
