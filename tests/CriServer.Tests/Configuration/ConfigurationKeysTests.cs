using System.Reflection;
using CriSharp.CriServer.Configuration;
using Xunit;

namespace CriSharp.Tests.CriServer.Configuration;

public sealed class ConfigurationKeysTests
{
    [Fact]
    public void Root_HasExactlyTheOptionsProperties() => AssertEqual(typeof(DaemonOptions), ConfigurationKeys.Root);

    [Theory]
    [InlineData("stateDirectroy", "stateDirectory")]
    [InlineData("sockett", "socket")]
    [InlineData("cgroupdrivers", "cgroupDriver")]
    [InlineData("nothingAlike", null)]
    public void Nearest_Mistyped_IsWhatWasMeant(string typed, string? meant) => Assert.Equal(meant, ConfigurationKeys.Root.Nearest(typed));

    private static void AssertBelow(Type value, ConfigurationKeys keys)
    {
        if (value == typeof(string))
        {
            Assert.Empty(keys.Names);
        }
        else
        {
            AssertEqual(value, keys);
        }
    }

    private static void AssertEqual(Type options, ConfigurationKeys keys)
    {
        var properties = options.GetProperties(BindingFlags.Public | BindingFlags.Instance);

        Assert.Equal(properties.Select(property => property.Name), keys.Names, StringComparer.OrdinalIgnoreCase);
        foreach (var property in properties)
        {
            var below = keys.Below(property.Name)!;
            if (property.PropertyType.Namespace == options.Namespace)
            {
                AssertEqual(property.PropertyType, below);
            }
            else if (below.AnyName is { } named)
            {
                AssertBelow(property.PropertyType.GetGenericArguments()[1], named);
            }
            else
            {
                Assert.Empty(below.Names);
            }
        }
    }
}
