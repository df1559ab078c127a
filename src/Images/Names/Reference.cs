using System.Diagnostics.CodeAnalysis;
using CriSharp.Failures;

namespace CriSharp.Images;

/// <summary>
/// The name of an image in a registry, completed as usual: <c>busybox</c> is <c>docker.io/library/busybox:latest</c>.
/// A digest outranks a tag: where both are given, the tag only informs.
/// </summary>
public sealed record Reference
{
    internal const string DockerHub = "docker.io";
    private const string OfficialImages = "library/";
    private const string DefaultTag = "latest";
    private const int LongestName = 255;

    private Reference(string registry, string repository, string? tag, Digest? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Host and, if given, port.</summary>
    public string Registry { get; }

    /// <summary>The path in the registry, e.g. <c>library/busybox</c>.</summary>
    public string Repository { get; }

    /// <summary>Null only if there is a digest.</summary>
    public string? Tag { get; }

    public Digest? Digest { get; }

    /// <summary><c>registry/repository</c>.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <summary>What a registry is asked for: the digest, else the tag.</summary>
    internal string Selector => Digest?.ToString() ?? Tag!;

    /// <summary>The name with digest if it has one, else with tag.</summary>
    public override string ToString() => Digest is { } digest ? WithDigest(digest) : $"{Name}:{Tag}";

    /// <summary><c>registry/repository@digest</c>.</summary>
    internal string WithDigest(Digest digest) => $"{Name}@{digest}";

    /// <exception cref="FailureException">InvalidArgument, saying what is wrong.</exception>
    public static Reference Parse(string text) =>
        Read(text, out var reference) is { } problem
            ? throw new FailureException(FailureKind.InvalidArgument, $"image reference \"{Shown(text)}\": {problem}")
            : reference!;

    public static bool TryParse(string text, [NotNullWhen(true)] out Reference? reference) => Read(text, out reference) is null;

    private static string? Read(string text, out Reference? reference)
    {
        reference = null;
        var (rest, digestText) = Cut(text, text.IndexOf('@'));
        var (name, tag) = Cut(rest, TagColon(rest));
        Digest? digest = null;
        if (digestText is not null)
        {
            if (!Images.Digest.TryParse(digestText, out var parsed))
            {
                return $"\"{Shown(digestText)}\" is not a sha256 or sha512 digest";
            }

            digest = parsed;
        }

        if (tag is not null && !ReferenceGrammar.IsTag(tag))
        {
            return $"\"{Shown(tag)}\" is not a tag";
        }

        var (registry, repository) = Complete(name);
        reference = new Reference(registry, repository, tag ?? (digest is null ? DefaultTag : null), digest);
        return Problem(name, registry, repository);
    }

    private static string? Problem(string name, string registry, string repository)
    {
        if (name.Length == 64 && name.All(char.IsAsciiHexDigitLower))
        {
            return "64 hex digits are an image id, not a name";
        }

        if (registry.Length + 1 + repository.Length > LongestName)
        {
            return $"the name is longer than {LongestName} characters";
        }

        return !ReferenceGrammar.IsRegistry(registry) ? $"\"{registry}\" is not a host with an optional port"
            : !ReferenceGrammar.IsRepository(repository) ? $"\"{repository}\" is not a repository (lower-case words, separated by . _ __ - and /)"
            : null;
    }

    // The first component is a registry if it could not be a Docker Hub user: it has a dot, a port, an upper-case letter, or is localhost.
    private static (string Registry, string Repository) Complete(string name)
    {
        var slash = name.IndexOf('/');
        var first = slash < 0 ? "" : name[..slash];
        if (first == "localhost" || first.AsSpan().ContainsAny(".:[") || first.Any(char.IsAsciiLetterUpper))
        {
            var registry = first.ToLowerInvariant();
            return registry is DockerHub or "index.docker.io" ? (DockerHub, Official(name[(slash + 1)..])) : (registry, name[(slash + 1)..]);
        }

        return (DockerHub, Official(name));
    }

    private static string Official(string repository) => repository.Contains('/') ? repository : OfficialImages + repository;

    // The tag's colon comes after the last slash; a colon before it belongs to a port.
    private static int TagColon(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > text.LastIndexOf('/') ? colon : -1;
    }

    private static (string Before, string? After) Cut(string text, int at) => at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);

    private static string Shown(string text) => text.Length > LongestName ? text[..LongestName] + "…" : text;
}
