using EfficientNet.Architecture;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Namings;

namespace EfficientNet.Tests.Weights.Namings;

/// <summary>The rules against the other libraries' own names, paired with timm's.</summary>
public class ModuleNamesTests
{
    [Theory]
    [InlineData(TensorNaming.Torchvision, "B0", "torchvision.efficientnet_b0")]
    [InlineData(TensorNaming.Torchvision, "efficientnetv2_s", "torchvision.efficientnet_v2_s")]
    [InlineData(TensorNaming.EfficientNetPyTorch, "B0", "efficientnet_pytorch.efficientnet-b0")]
    public void A_network_is_named_as_the_library_names_it(TensorNaming naming, string variant, string list) =>
        Compare(naming, variant, NamedTensors.CommittedRows(list));

    [Fact]
    public void Fused_blocks_have_no_names_in_a_library_without_them() =>
        Assert.Null(ModuleNames.Of(TensorNaming.EfficientNetPyTorch, EfficientNetVariant.Parse("efficientnetv2_s").Expand()));

    [Fact]
    public void Every_variant_has_a_name_of_its_own_for_every_tensor()
    {
        foreach (var network in EfficientNetVariant.All.Select(variant => variant.Expand()))
        {
            foreach (var modules in Enum.GetValues<TensorNaming>().Select(naming => ModuleNames.Of(naming, network)).OfType<IReadOnlyDictionary<string, string>>())
            {
                Assert.Equal(network.Tensors.Count, network.Tensors.Select(tensor => ModuleNames.Rename(tensor.Name, modules)).Distinct().Count());
            }
        }
    }

    [SkippableTheory]
    [InlineData(TensorNaming.EfficientNetPyTorch, "B3", "efficientnet_pytorch.efficientnet-b3.tsv")]
    [InlineData(TensorNaming.Torchvision, "B4", "torchvision.efficientnet_b4.tsv")]
    [InlineData(TensorNaming.Torchvision, "efficientnetv2_m", "torchvision.efficientnet_v2_m.tsv")]
    [InlineData(TensorNaming.Torchvision, "efficientnetv2_l", "torchvision.efficientnet_v2_l.tsv")]
    public void Larger_networks_are_named_as_the_library_names_them(TensorNaming naming, string variant, string list) =>
        Compare(naming, variant, NamedTensors.Rows(SharedFiles.RequireOrSkip("reference", "namings", list)));

    private static void Compare(TensorNaming naming, string variant, IReadOnlyList<(string Name, string Timm, int[] Shape)> rows)
    {
        var network = EfficientNetVariant.Parse(variant).Expand();

        var modules = ModuleNames.Of(naming, network)!;

        Assert.Equal(
            rows.Select(row => $"{row.Name} {row.Timm} {string.Join('x', row.Shape)}").Order(StringComparer.Ordinal),
            network.Tensors.Select(tensor => $"{ModuleNames.Rename(tensor.Name, modules)} {tensor.Name} {string.Join('x', tensor.Shape)}").Order(StringComparer.Ordinal));
    }
}
