using EfficientNet.Graph;
using EfficientNet.Graph.Onnx;
using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Xunit;

namespace EfficientNet.MLNet.Tests.Pipeline;

/// <summary>Models as earlier versions saved them, with preprocessing in the graph, put together by hand.</summary>
public sealed class EarlierModelTests : IDisposable
{
    private static readonly Preprocessing _preprocessing = new() { Width = 48, Height = 32 };

    private readonly MLContext _ml = new(seed: 1);
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void Of_paths_are_loaded_and_score(int settings)
    {
        string[] paths = [_pictures.Draw("a.png"), _pictures.Write("broken.png", [1, 2, 3]), _pictures.Draw("c.png", discs: true)];
        IDataView data = _ml.Paths(paths);

        IDataView scored = SaveAndLoad(data, settings, "ImagePath",
            _ml.Transforms.CopyColumns(TemporaryColumns.Path, "ImagePath"),
            _ml.Transforms.CustomMapping<MLNet.Pipeline.PathRow, PictureRow>(EarlierMappings.ReadPath, "EfficientNet.ReadPath"));

        float[][] found = scored.Vectors("Pixels");
        AssertClose(Prepare(data, "ImagePath"), found);
        Assert.All(found[1], value => Assert.True(float.IsNaN(value)));
        Assert.Contains("broken.png", scored.GetColumn<string>("BrokenPicture").ElementAt(1));
    }

    [Fact]
    public void Of_bytes_are_loaded_and_score()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new BytesRow { Bytes = File.ReadAllBytes(_pictures.Draw("a.png")) }]);

        IDataView scored = SaveAndLoad(data, 6, "Bytes",
            _ml.Transforms.CopyColumns(TemporaryColumns.Bytes, "Bytes"),
            _ml.Transforms.CustomMapping<MLNet.Pipeline.BytesRow, PictureRow>(EarlierMappings.ReadBytes, "EfficientNet.ReadBytes"));

        AssertClose(Prepare(data, "Bytes"), scored.Vectors("Pixels"));
    }

    [Fact]
    public void Of_images_are_loaded_and_score()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new ImageRow { Image = Pictures.Image() }]);

        IDataView scored = SaveAndLoad(data, 6, "Image",
            _ml.Transforms.CopyColumns(TemporaryColumns.Image, "Image"),
            _ml.Transforms.CustomMapping<MLNet.Pipeline.ImageRow, PictureRow>(EarlierMappings.ReadImage, "EfficientNet.ReadImage"));

        AssertClose(Prepare(data, "Image"), scored.Vectors("Pixels"));
    }

    [Fact]
    public void Of_images_of_one_size_are_loaded_and_score()
    {
        IDataView paths = _ml.Paths(_pictures.Draw("a.png", width: 61, height: 53));
        IDataView data = _ml.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
            .Append(_ml.Transforms.ResizeImages("Image", 61, 53)).Fit(paths).Transform(paths);

        IDataView scored = SaveAndLoad(data, 6, "Image",
            _ml.Transforms.ExtractPixels(
                TemporaryColumns.Colors,
                "Image",
                ImagePixelExtractingEstimator.ColorBits.All,
                ImagePixelExtractingEstimator.ColorsOrder.ARGB,
                interleavePixelColors: true,
                outputAsFloatArray: false),
            _ml.Transforms.CustomMapping<ColorsRow, PictureRow>(EarlierMappings.ReadColors, "EfficientNet.ReadColors"));

        AssertClose(Prepare(data, "Image"), scored.Vectors("Pixels"));
    }

    private IDataView SaveAndLoad(IDataView data, int settings, string column, params IEstimator<ITransformer>[] reader)
    {
        string[] texts = new PictureSettings(column, "", BrokenPicturePolicy.Skip, 1_000_000, 53, 61, false, new Preprocessing()).ToTexts();
        var constants = new GraphWriter("settings");
        constants.Input(TemporaryColumns.Row, TensorProto.Types.DataType.Int64, 1, 1);
        constants.Rename(constants.Strings("settings", texts[..settings]), TemporaryColumns.Settings);
        constants.Output(TemporaryColumns.Settings, TensorProto.Types.DataType.String, settings);
        OnnxGraph preprocessing = OnnxGraph.BuildPreprocessing(_preprocessing, TemporaryColumns.Features, oneRow: true, TemporaryColumns.Prefix);
        IEstimator<ITransformer>[] estimators =
        [
            _ml.Transforms.CustomMapping<EmptyRow, TriggerRow>(PictureMappings.Trigger, Contracts.Trigger),
            _ml.Transforms.ApplyOnnxModel([TemporaryColumns.Settings], [TemporaryColumns.Row], Write(OnnxGraph.Of(constants))),
            .. reader,
            _ml.Transforms.ApplyOnnxModel([TemporaryColumns.Features], [TemporaryColumns.Pixels, TemporaryColumns.Size], Write(preprocessing)),
            _ml.Transforms.CopyColumns("Pixels", TemporaryColumns.Features),
            _ml.Transforms.CopyColumns("BrokenPicture", TemporaryColumns.Problem),
            _ml.Transforms.DropColumns(TemporaryColumns.Row, TemporaryColumns.Settings, TemporaryColumns.Features, TemporaryColumns.Problem),
        ];
        var transformers = new List<ITransformer>();
        IDataView view = data;
        foreach (IEstimator<ITransformer> estimator in estimators)
        {
            transformers.Add(estimator.Fit(view));
            view = transformers[^1].Transform(view);
        }

        string path = Path.Combine(_pictures.Folder, "model.zip");
        _ml.Model.Save(new TransformerChain<ITransformer>([.. transformers]), data.Schema, path);
        return new MLContext().Model.Load(path, out _).Transform(data);
    }

    private string Write(OnnxGraph graph) => _pictures.Write($"{Guid.NewGuid():N}.onnx", graph.ToArray());

    private float[][] Prepare(IDataView data, string column) => _ml.Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions
    {
        InputColumnName = column,
        OutputColumnName = "Pixels",
        Preprocessing = _preprocessing,
        BrokenPictures = BrokenPicturePolicy.Skip,
    }).Fit(data).Transform(data).Vectors("Pixels");

    /// <summary>Within one grey level, as graphs of those versions resized a little differently.</summary>
    private static void AssertClose(float[][] expected, float[][] found)
    {
        Assert.Equal(expected.Length, found.Length);
        foreach ((float[] row, float[] other) in expected.Zip(found))
        {
            Assert.Equal(row.Length, other.Length);
            Assert.All(row.Zip(other), pair => Assert.True(
                float.IsNaN(pair.First) ? float.IsNaN(pair.Second) : Math.Abs(pair.First - pair.Second) <= 1.01f / 255 / _preprocessing.Deviation.Green,
                $"{pair}"));
        }
    }
}
