using CriSharp.Images.Toml;

namespace CriSharp.Images.Registry.Hosts;

/// <summary>The address of a host as <c>hosts.toml</c> writes it: a URL, or a bare host that is asked by https (on loopback by http).</summary>
internal static class HostAddress
{
    internal static Uri Parse(string text, int line)
    {
        var url = text.Contains("://", StringComparison.Ordinal) ? text
            : RegistryHost.IsLoopback(text.Split('/')[0]) ? $"http://{text}"
            : $"https://{text}";
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && address.Query.Length == 0 && address.Fragment.Length == 0 && address.UserInfo.Length == 0 && address.Host.Length > 0
                ? address
                : throw new TomlException(line, $"\"{text}\" is not the address of a registry host");
    }

    /// <summary>The base of requests: the address with the API's version below it, unless that is said to be in it.</summary>
    internal static Uri Base(Uri address, bool overridesPath)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        var versioned = overridesPath || path.EndsWith("/v2", StringComparison.Ordinal) ? path : path + "/v2";
        return new UriBuilder(address) { Path = versioned + "/" }.Uri;
    }
}
