namespace CriSharp.Tests.e2e.Node;

/// <summary>
/// The names of one node in the machine's global tables. They begin alike in every run, so that a run finds what a cut-off one has left.
/// </summary>
public sealed record NodeNames(int Number)
{
    public const string Prefix = "crtest-e2e-";
    public const string BridgePrefix = "crte2e-";
    public const string Parent = "/var/tmp";

    private static int _last;

    /// <summary>Directory of everything the node writes.</summary>
    public string Directory => Root(Number.ToString());

    public string Network => Prefix + Number;

    /// <summary>At most 15 characters, the kernel's limit.</summary>
    public string Bridge => BridgePrefix + Number;

    public string Subnet => $"10.213.{Number}.0/24";

    public string CgroupParent => "/" + Prefix + Number;

    public static NodeNames Next() => new(Interlocked.Increment(ref _last));

    public static string Root(string name) => Path.Combine(Parent, Prefix + name);
}
