using Google.Protobuf.Collections;

namespace CriSharp.PodSandbox.Specs.Rules;

/// <summary>Words of resolv.conf(5): each must stay within its line.</summary>
internal static class DnsRules
{
    private static readonly ConfigCheck Check = ConfigCheck.Sandbox;

    public static void Validate(Cri.DNSConfig? dns)
    {
        if (dns is null)
        {
            return;
        }

        Words("dns_config.servers", dns.Servers);
        Words("dns_config.searches", dns.Searches);
        Words("dns_config.options", dns.Options);
    }

    private static void Words(string field, RepeatedField<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            Check.Require(
                words[i].Length > 0 && !words[i].Any(c => char.IsWhiteSpace(c) || char.IsControl(c)), $"{field}[{i}]", "is empty or has white space in it");
        }
    }
}
