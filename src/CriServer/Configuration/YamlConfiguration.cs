using Microsoft.Extensions.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CriSharp.CriServer.Configuration;

/// <summary>A YAML file as configuration keys: mappings and sequences become <c>parent:child</c> and <c>parent:0</c>.</summary>
internal sealed class YamlConfiguration(string path) : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <exception cref="InvalidDataException">The file is not YAML, or holds what is not configuration; the message has file and line.</exception>
    public override void Load()
    {
        try
        {
            using var reader = new StreamReader(path);
            var yaml = new YamlStream();
            yaml.Load(reader);
            if (yaml.Documents.Count > 0)
            {
                Add("", yaml.Documents[0].RootNode, ConfigurationKeys.Root);
            }
        }
        catch (YamlException e)
        {
            throw new InvalidDataException($"read configuration {path}: line {e.Start.Line}: {e.Message}", e);
        }
    }

    private void Add(string key, YamlNode node, ConfigurationKeys known)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (name, value) in mapping.Children)
                {
                    Add(Below(key, name.ToString()), value, Known(name, known));
                }

                break;
            case YamlSequenceNode sequence:
                for (var index = 0; index < sequence.Children.Count; index++)
                {
                    Add(Below(key, index.ToString()), sequence.Children[index], known);
                }

                break;
            case YamlScalarNode scalar when key.Length > 0:
                Data[key] = scalar.Value;
                break;
            case YamlScalarNode { Value: null or "" }:
                break;
            default:
                throw Refused(node, "a mapping of keys was expected");
        }
    }

    private ConfigurationKeys Known(YamlNode name, ConfigurationKeys known)
    {
        if (known.Below(name.ToString()) is { } below)
        {
            return below;
        }

        var hint = known.Nearest(name.ToString()) is { } nearest ? $", did you mean {nearest}?" : $", known here: {string.Join(", ", known.Names)}";
        throw Refused(name, $"unknown key {name}{hint}");
    }

    private InvalidDataException Refused(YamlNode node, string cause) => new($"read configuration {path}: line {node.Start.Line}: {cause}");

    private static string Below(string parent, string child) => parent.Length == 0 ? child : ConfigurationPath.Combine(parent, child);
}
