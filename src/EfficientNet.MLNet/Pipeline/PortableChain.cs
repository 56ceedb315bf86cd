using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// Puts a plan into a chain of ML.NET's own transformers, which ML.NET can save and load: the settings as a constant graph, a mapping
/// from the picture to its pixels, the network as a graph, and copies to the user's columns.
/// </summary>
internal sealed class PortableChain : IDisposable
{
    private readonly TransformsCatalog _catalog;
    private readonly List<ITransformer> _transformers = [];
    private readonly List<TemporaryFile> _files = [];
    private IDataView _view;

    private PortableChain(TransformsCatalog catalog, IDataView input)
    {
        _catalog = catalog;
        _view = input;
    }

    public static EfficientNetTransformer Build(TransformsCatalog catalog, TransformPlan plan, IDataView input)
    {
        string column = plan.Options.InputColumnName;
        InputKind kind = plan.KindOf(input.Schema);
        var chain = new PortableChain(catalog, input);
        try
        {
            if (kind == InputKind.NormalizedPixels)
            {
                (int, int) size = InputColumn.PixelSize(input.Schema[column], plan.Verb);
                chain.Add(catalog.CopyColumns(TemporaryColumns.Input, column));
                chain.AddGraph(plan.GraphOutputs, [TemporaryColumns.Input], stream => plan.WriteGraph(size, stream));
            }
            else
            {
                chain.AddReader(plan.Options, kind);
                chain.AddGraph(plan.GraphOutputs, [TemporaryColumns.Pixels, TemporaryColumns.Size], stream => plan.WriteGraph(normalizedPixels: null, stream));
            }

            chain.AddColumns(plan, kind);
        }
        catch
        {
            chain.Dispose();
            throw;
        }

        var source = new ScoringSource(
            plan.Verb,
            column,
            kind,
            PictureSettings.From(plan.Options, plan.Preprocessing, 0, 0),
            [.. plan.ColumnsFor(kind).Select(each => each.ToScored())],
            chain._files[^1].Path);
        return new EfficientNetTransformer(new TransformerChain<ITransformer>([.. chain._transformers]), chain, source);
    }

    /// <summary>Frees the networks, then the files they were read from.</summary>
    public void Dispose()
    {
        foreach (IDisposable disposable in _transformers.OfType<IDisposable>().Concat(_files))
        {
            disposable.Dispose();
        }
    }

    private void AddReader(PictureTransformOptions options, InputKind kind)
    {
        Add(_catalog.CustomMapping<EmptyRow, TriggerRow>(PictureMappings.Trigger, Contracts.Trigger));
        var size = _view.Schema[options.InputColumnName].Type as ImageDataViewType;
        PictureSettings settings = PictureSettings.From(options, new Imaging.Preprocessing(), size?.Height ?? 0, size?.Width ?? 0);
        AddGraph([TemporaryColumns.Settings], [TemporaryColumns.Row], stream => SettingsGraph.Write(settings, stream));
        switch (kind)
        {
            case InputKind.Path:
                Add(_catalog.CopyColumns(TemporaryColumns.Path, options.InputColumnName));
                Add(_catalog.CustomMapping<PathRow, PictureRow>(PictureMappings.ReadPath, Contracts.ReadPath));
                break;
            case InputKind.Bytes:
                Add(_catalog.CopyColumns(TemporaryColumns.Bytes, options.InputColumnName));
                Add(_catalog.CustomMapping<BytesRow, PictureRow>(PictureMappings.ReadBytes, Contracts.ReadBytes));
                break;
            default:
                AddImageReader(options.InputColumnName);
                break;
        }
    }

    private void AddImageReader(string column)
    {
        ITransformer copy = _catalog.CopyColumns(TemporaryColumns.Image, column).Fit(_view);
        DataViewSchema copied = copy.GetOutputSchema(_view.Schema);
        var read = _catalog.CustomMapping<ImageRow, PictureRow>(PictureMappings.ReadImage, Contracts.ReadImage);
        if (SizedImages.CanBeMapped(read.Fit(copy.Transform(_view)), copied))
        {
            Add(_catalog.CopyColumns(TemporaryColumns.Image, column));
            Add(read);
        }
        else
        {
            Add(_catalog.ExtractPixels(
                TemporaryColumns.Colors,
                column,
                ImagePixelExtractingEstimator.ColorBits.All,
                ImagePixelExtractingEstimator.ColorsOrder.ARGB,
                interleavePixelColors: true,
                outputAsFloatArray: false));
            Add(_catalog.CustomMapping<ColorsRow, PictureRow>(PictureMappings.ReadColors, Contracts.ReadColors));
        }
    }

    private void AddColumns(TransformPlan plan, InputKind kind)
    {
        if (plan.HasTopLabel)
        {
            Add(_catalog.CustomMapping<TopRow, PredictionRow>(PictureMappings.Top, Contracts.Top));
        }

        foreach (PlannedColumn column in plan.ColumnsFor(kind))
        {
            Add(_catalog.CopyColumns(column.Name, column.Temporary));
        }

        Add(_catalog.DropColumns([.. TemporaryColumns.All.Where(column => _view.Schema.GetColumnOrNull(column) is not null)]));
    }

    /// <summary>
    /// Fits an estimator behind those before it. ML.NET's own chain of estimators would check the columns' shapes first and there refuse
    /// a mapping from images (it compares the item types by reference).
    /// </summary>
    private void Add(IEstimator<ITransformer> estimator)
    {
        ITransformer transformer = estimator.Fit(_view);
        _transformers.Add(transformer);
        _view = transformer.Transform(_view);
    }

    private void AddGraph(string[] outputs, string[] inputs, Action<Stream> write)
    {
        var file = new TemporaryFile(write);
        _files.Add(file);
        Add(_catalog.ApplyOnnxModel(outputs, inputs, file.Path));
    }
}
