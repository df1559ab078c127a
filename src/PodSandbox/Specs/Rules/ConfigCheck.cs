using System.Diagnostics.CodeAnalysis;
using CriSharp.Failures;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>Refuses what a configuration asks for, naming the field: <c>container config linux.security_context.run_as_group: …</c>.</summary>
internal sealed class ConfigCheck(string config)
{
    private const int LongestPath = 4095; // PATH_MAX without its NUL

    public static ConfigCheck Container { get; } = new("container config");

    public static ConfigCheck Sandbox { get; } = new("sandbox config");

    public static ConfigCheck ContainerUpdate { get; } = new("container update");

    public static ConfigCheck SandboxUpdate { get; } = new("pod sandbox update");

    public static ConfigCheck Image { get; } = new("image config");

    /// <summary>The failure of a field whose value can never work.</summary>
    public FailureException Refused(string field, string cause, Exception? inner = null) => Failure(FailureKind.InvalidArgument, field, cause, inner);

    /// <summary>The failure of a field that this runtime does not offer (yet).</summary>
    public FailureException NotOffered(string field, string cause) => Failure(FailureKind.Unimplemented, field, cause);

    /// <summary>A failure that names a field. Values in it are the client's or the image's: they cannot break the line or move the cursor.</summary>
    public FailureException Failure(FailureKind kind, string field, string cause, Exception? inner = null) =>
        new(kind, string.Concat($"{config} {field}: {cause}".Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString())), inner);

    public void Require([DoesNotReturnIf(false)] bool holds, string field, string cause)
    {
        if (!holds)
        {
            throw Refused(field, cause);
        }
    }

    /// <summary>A value of the schema's enumeration: proto3 passes numbers that are none on.</summary>
    public void Known<T>(string field, T value)
        where T : struct, Enum =>
        Require(Enum.IsDefined(value), field, $"the schema has no value {value:D}");

    /// <summary>An absolute path that says where it leads.</summary>
    public void Absolute(string field, string path)
    {
        Require(path.Length > 0, field, "is empty");
        Require(path[0] == '/', field, $"{path} is not absolute");
        Inside(field, path);
    }

    /// <summary>A path that does not climb.</summary>
    public void Inside(string field, string path)
    {
        Require(path.Length <= LongestPath, field, $"is longer than {LongestPath} characters");
        Require(!path.Contains('\0'), field, "has a NUL byte in it");
        Require(!path.Split('/').Contains(".."), field, $"{path} has '..' in it");
    }

    /// <summary>A name that becomes part of a path or of a message.</summary>
    public void Name(string field, string name)
    {
        Require(name.Length > 0, field, "is empty");
        Require(name.Length <= 255, field, "is longer than 255 characters");
        Require(name is not ("." or "..") && !name.Contains('/') && !name.Any(char.IsControl), field, "is not a plain name");
    }

    /// <summary>A number within bounds, both included.</summary>
    public void Between(string field, long value, long least, long most) =>
        Require(value >= least && value <= most, field, $"{value} is not between {least} and {most}");
}
