using EfficientNet.Benchmarks.Material;
using EfficientNet.Imaging;
using Microsoft.ML;
using Microsoft.ML.Transforms.Onnx;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>
/// What ML.NET offers by itself: <c>LoadImages</c>, <c>ResizeImages</c>, <c>ExtractPixels</c>, <c>ApplyOnnxModel</c>. The extraction knows one
/// offset and one factor for all channels, so they are the mean of what the network wants; its resizing is not the network's either.
/// </summary>
internal sealed class StandardChainContender : Contender
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string[] _photographs;
    private readonly ITransformer _transformer;

    public StandardChainContender(Workspace workspace, BenchedNetwork network)
    {
        _photographs = workspace.ReadPhotographs();
        Preprocessing preprocessing = network.Preprocessing;
        _transformer = _ml.Transforms.LoadImages("Image", "", nameof(PhotographRow.ImagePath))
            .Append(_ml.Transforms.ResizeImages("Image", preprocessing.Width, preprocessing.Height))
            .Append(_ml.Transforms.ExtractPixels("input", "Image", offsetImage: 255 * Average(preprocessing.Mean), scaleImage: 1 / (255 * Average(preprocessing.Deviation))))
            .Append(_ml.Transforms.ApplyOnnxModel(new OnnxOptions { ModelFile = workspace.Graph(network), InputColumns = ["input"], OutputColumns = ["pooled"] }))
            .Fit(PhotographRows.View(_ml, _photographs, 1));
    }

    public override void Run(int count)
        => PhotographRows.Read(_transformer.Transform(PhotographRows.View(_ml, _photographs, count)), "pooled", count);

    public override void Dispose() => (_transformer as IDisposable)?.Dispose();

    private static float Average(RgbValues values) => (float)((values.Red + values.Green + values.Blue) / 3);
}
