using System.Text.Json;
using EfficientNet.Imaging;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.Tests.Weights;

public class PretrainedConfigurationTests
{
    [Fact]
    public void The_bundled_weights_are_those_described()
    {
        var lite0 = PretrainedConfiguration.Lite0;
        Assert.Equal(Lite0Weights.Id, lite0.Id);
        Assert.Equal(("tf_efficientnet_lite0", "in1k"), (lite0.Variant, lite0.Tag));
        using var file = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
        Assert.Equal(lite0.Variant, file.Metadata["architecture"]);
        Assert.Equal(lite0.License, file.Metadata["license"]);
        Assert.Equal(lite0.ClassCount, file.Tensors["classifier.bias"].Count);
    }

    [SkippableFact]
    public void Every_one_of_timms_is_described_as_timm_describes_it()
    {
        using var all = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.RequireOrSkip("reference", "pretrained.json")));
        var expected = all.RootElement.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => Described(property.Name, property.Value));
        var found = PretrainedConfiguration.All.Where(row => row.HubRepository is not null).OrderBy(row => row.Id, StringComparer.Ordinal);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void There_are_77_of_timms_and_12_of_torchvisions()
    {
        Assert.Equal(77, PretrainedConfiguration.All.Count(row => row.HubRepository == "timm/" + row.Id));
        Assert.Equal(12, PretrainedConfiguration.All.Count(row => row.HubRepository is null && row.Tag.StartsWith("tv", StringComparison.Ordinal)));
        Assert.Equal(89, PretrainedConfiguration.All.Select(row => row.Id).Distinct().Count());
    }

    [Fact]
    public void Every_preprocessing_is_possible()
    {
        foreach (var row in PretrainedConfiguration.All)
        {
            row.Preprocessing.Validate();
            row.TestPreprocessing?.Validate();
        }
    }

    [Theory]
    [InlineData("efficientnet_b0.tv_in1k", 224, 256)]
    [InlineData("efficientnet_b1.tv_in1k", 240, 256)]
    [InlineData("efficientnet_b1.tv2_in1k", 240, 255)]
    [InlineData("efficientnet_b2.tv_in1k", 288, 288)]
    [InlineData("efficientnet_b3.tv_in1k", 300, 320)]
    [InlineData("efficientnet_b4.tv_in1k", 380, 384)]
    [InlineData("efficientnet_b5.tv_in1k", 456, 456)]
    [InlineData("efficientnet_b6.tv_in1k", 528, 528)]
    [InlineData("efficientnet_b7.tv_in1k", 600, 600)]
    [InlineData("efficientnetv2_s.tv_in1k", 384, 384)]
    [InlineData("efficientnetv2_m.tv_in1k", 480, 480)]
    [InlineData("efficientnetv2_l.tv_in1k", 480, 480)]
    public void Torchvisions_pictures_are_resized_and_cropped_as_torchvision_does(string id, int crop, int resize)
    {
        var preprocessing = PretrainedConfiguration.Parse(id).Preprocessing;
        Assert.Equal((crop, crop, CropMode.Center), (preprocessing.Width, preprocessing.Height, preprocessing.CropMode));
        Assert.Equal((resize, resize), PreprocessingGeometry.Scale(preprocessing));
    }

    [Fact]
    public void Torchvisions_exceptions_are_known()
    {
        var torchvisions = PretrainedConfiguration.All.Where(row => row.HubRepository is null).ToList();
        Assert.Equal(
            ["efficientnet_b1.tv2_in1k", "efficientnetv2_m.tv_in1k", "efficientnetv2_s.tv_in1k"],
            torchvisions.Where(row => row.Preprocessing.Interpolation == Interpolation.Bilinear).Select(row => row.Id).Order(StringComparer.Ordinal));
        Assert.Equal("efficientnetv2_l.tv_in1k", Assert.Single(torchvisions, row => row.Preprocessing.Mean == RgbValues.Half).Id);
        Assert.Equal(6, torchvisions.Count(row => row.BatchNormEpsilon == 1e-3));
    }

    [Fact]
    public void Every_part_of_every_tag_is_explained()
        => Assert.All(
            PretrainedConfiguration.All.SelectMany(row => TrainingTags.Split(row.Tag)).Distinct(),
            part => Assert.Contains(part, PretrainedConfiguration.TagMeanings));

    [Fact]
    public void A_tag_is_told_in_words()
    {
        var training = PretrainedConfiguration.Parse("tf_efficientnet_b0.ns_jft_in1k").Training;
        Assert.StartsWith("Noisy Student", training);
        Assert.Contains("; ImageNet-1k", training);
    }

    [Theory]
    [InlineData("tf_efficientnetv2_s.in21k_ft_in1k", "tf_efficientnetv2_s.in21k_ft_in1k")]
    [InlineData("TF_EfficientNet_B0.IN1K", "tf_efficientnet_b0.in1k")]
    [InlineData("timm/efficientnet_b3.ra2_in1k", "efficientnet_b3.ra2_in1k")]
    [InlineData("efficientnet_b0", "efficientnet_b0.ra_in1k")]
    [InlineData("tf_efficientnet_l2", "tf_efficientnet_l2.ns_jft_in1k_475")]
    [InlineData("B0", "tf_efficientnet_b0.ns_jft_in1k")]
    [InlineData("Lite4", "tf_efficientnet_lite4.in1k")]
    public void Ids_and_variants_are_understood(string text, string id) => Assert.Equal(id, PretrainedConfiguration.Parse(text).Id);

    [Theory]
    [InlineData("tf_efficientnet_b0.in2k", "tf_efficientnet_b0.in1k")]
    [InlineData("tf_efficientnetv2_s.in21kft_in1k", "tf_efficientnetv2_s.in21k_ft_in1k")]
    public void An_unknown_id_is_answered_with_the_nearest(string text, string nearest)
    {
        Assert.False(PretrainedConfiguration.TryParse(text, out _));
        Assert.Contains(nearest, Assert.Throws<ArgumentException>(() => PretrainedConfiguration.Parse(text)).Message);
    }

    [Fact]
    public void A_variant_without_weights_has_no_default() => Assert.Null(PretrainedConfiguration.DefaultOf("efficientnet_b8"));

    private static PretrainedConfiguration Described(string id, JsonElement timms)
    {
        var published = timms.GetProperty("imagenet");
        var preprocessing = new Preprocessing
        {
            Height = timms.GetProperty("input_size")[1].GetInt32(),
            Width = timms.GetProperty("input_size")[2].GetInt32(),
            CropFraction = timms.GetProperty("crop_pct").GetDouble(),
            CropMode = Enum.Parse<CropMode>(timms.GetProperty("crop_mode").GetString()!, ignoreCase: true),
            Interpolation = Enum.Parse<Interpolation>(timms.GetProperty("interpolation").GetString()!, ignoreCase: true),
            Mean = Values(timms.GetProperty("mean")),
            Deviation = Values(timms.GetProperty("std")),
        };
        return new PretrainedConfiguration
        {
            Id = id,
            HubRepository = timms.GetProperty("hub").GetString(),
            License = timms.GetProperty("license").GetString()!,
            Preprocessing = preprocessing,
            TestPreprocessing = timms.GetProperty("test_input_size") is { ValueKind: JsonValueKind.Array } size
                ? preprocessing with
                {
                    Height = size[1].GetInt32(),
                    Width = size[2].GetInt32(),
                    CropFraction = timms.GetProperty("test_crop_pct") is { ValueKind: JsonValueKind.Number } crop ? crop.GetDouble() : preprocessing.CropFraction,
                }
                : null,
            ClassCount = timms.GetProperty("num_classes").GetInt32(),
            Top1 = published.ValueKind == JsonValueKind.Null ? null : published.GetProperty("top1").GetDouble(),
            Top5 = published.ValueKind == JsonValueKind.Null ? null : published.GetProperty("top5").GetDouble(),
        };

        static RgbValues Values(JsonElement array) => new(array[0].GetSingle(), array[1].GetSingle(), array[2].GetSingle());
    }
}
