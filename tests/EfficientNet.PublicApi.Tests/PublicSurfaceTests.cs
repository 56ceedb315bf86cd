using System.Reflection;
using EfficientNet.Architecture;
using EfficientNet.MLNet;
using EfficientNet.Weights.Lite0;
using Xunit;

namespace EfficientNet.PublicApi.Tests;

/// <summary>What is public is meant: each assembly's public types are the approved ones.</summary>
public class PublicSurfaceTests
{
    [Theory]
    [InlineData(typeof(EfficientNetVariant))]
    [InlineData(typeof(EfficientNetCatalog))]
    [InlineData(typeof(Lite0Weights))]
    public void Public_types_are_the_approved_ones(Type type)
    {
        Assembly assembly = type.Assembly;
        string approved = Path.Combine(AppContext.BaseDirectory, "Approvals", $"{assembly.GetName().Name}.txt");
        string[] found = [.. assembly.GetExportedTypes().Select(exported => exported.FullName!).Order(StringComparer.Ordinal)];

        Assert.True(File.Exists(approved), $"There is no {approved}; approve these by writing them to it:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
        Assert.Equal(File.ReadAllLines(approved), found);
    }
}
