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
        lite0.Preprocessing.Validate();
        using var file = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
        Assert.Equal(lite0.Variant, file.Metadata["architecture"]);
        Assert.Equal(lite0.License, file.Metadata["license"]);
        Assert.Equal(lite0.ClassCount, file.Tensors["classifier.bias"].Count);
    }

    [SkippableFact]
    public void Lite0_is_described_as_timm_describes_it()
    {
        using var all = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.RequireOrSkip("reference", "pretrained.json")));
        var lite0 = PretrainedConfiguration.Lite0;
        var expected = all.RootElement.GetProperty(lite0.Id);
        var size = expected.GetProperty("input_size");
        Assert.Equal((3, size[1].GetInt32(), size[2].GetInt32()), (size[0].GetInt32(), lite0.Preprocessing.Height, lite0.Preprocessing.Width));
        Assert.Equal(expected.GetProperty("crop_pct").GetDouble(), lite0.Preprocessing.CropFraction);
        Assert.Equal(expected.GetProperty("crop_mode").GetString(), lite0.Preprocessing.CropMode.ToString(), ignoreCase: true);
        Assert.Equal(expected.GetProperty("interpolation").GetString(), lite0.Preprocessing.Interpolation.ToString(), ignoreCase: true);
        Assert.Equal(Values(expected.GetProperty("mean")), lite0.Preprocessing.Mean);
        Assert.Equal(Values(expected.GetProperty("std")), lite0.Preprocessing.Deviation);
        Assert.Equal(expected.GetProperty("num_classes").GetInt32(), lite0.ClassCount);
        Assert.Equal(expected.GetProperty("license").GetString(), lite0.License);
        Assert.Equal(expected.GetProperty("hub").GetString(), lite0.HubRepository);
        Assert.Equal(expected.GetProperty("imagenet").GetProperty("top1").GetDouble(), lite0.Top1);
        Assert.Equal(expected.GetProperty("imagenet").GetProperty("top5").GetDouble(), lite0.Top5);

        static RgbValues Values(JsonElement array) => new(array[0].GetSingle(), array[1].GetSingle(), array[2].GetSingle());
    }
}
