using EfficientNet.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// Puts a plan into a chain of ML.NET's own transformers, which ML.NET can save and load: the settings as a constant graph, a mapping
/// from the picture to the network's input, the network as a graph, and copies to the user's columns.
/// </summary>
internal sealed class PortableChain
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
        InputKind kind = plan.KindOf(input.Schema);
        DataViewSchema.Column column = input.Schema[plan.Options.InputColumnName];
        var chain = new PortableChain(catalog, input);
        try
        {
            ScoringSource source = chain.AddAll(plan, column, kind);
            return new EfficientNetTransformer(new TransformerChain<ITransformer>([.. chain._transformers]), chain.Resources(), source, plan.Options.Scoring);
        }
        catch
        {
            chain.Resources().Dispose();
            throw;
        }
    }

    private ChainResources Resources() => new(_transformers, _files);

    private ScoringSource AddAll(TransformPlan plan, DataViewSchema.Column column, InputKind kind)
    {
        (int Height, int Width)? pixels = kind == InputKind.NormalizedPixels ? InputColumn.PixelSize(column, plan.Verb) : null;
        PictureSettings settings = SettingsOf(plan, column, pixels);
        var pictures = new CalibrationPictures(_view, plan.Verb, kind, settings, plan.CalibrationPictures);
        TemporaryFile network = Keep(new TemporaryFile(stream => plan.WriteGraph(pixels, pictures, stream)));
        IReadOnlyList<PlannedColumn> columns = plan.ColumnsFor(kind);
        ScoredColumn[] scored = [.. columns.Select(each => each.ToScored())];
        AddSettings(settings, new ChainDescription(plan.Verb, kind, network.Hash(), scored));
        AddReader(column.Name, kind);
        string[] inputs = kind == InputKind.NormalizedPixels ? [TemporaryColumns.Prepared] : [TemporaryColumns.Prepared, TemporaryColumns.Valid];
        Add(_catalog.ApplyOnnxModel(plan.GraphOutputs, inputs, network.Path));
        AddColumns(plan, columns);
        return new ScoringSource(plan.Verb, column.Name, kind, settings, scored, network.Path);
    }

    /// <summary>How the pictures of a column are read and prepared.</summary>
    public static PictureSettings SettingsOf(TransformPlan plan, DataViewSchema.Column column, (int Height, int Width)? pixels)
    {
        var images = column.Type as ImageDataViewType;
        return PictureSettings.From(plan.Options, plan.PreparedAs(pixels), images?.Height ?? 0, images?.Width ?? 0);
    }

    private void AddSettings(PictureSettings settings, ChainDescription description)
    {
        Add(_catalog.CustomMapping<EmptyRow, TriggerRow>(PictureMappings.Trigger, Contracts.Trigger));
        TemporaryFile file = Keep(new TemporaryFile(stream => SettingsGraph.Write(settings, description, stream)));
        Add(_catalog.ApplyOnnxModel([TemporaryColumns.Settings, TemporaryColumns.Description], [TemporaryColumns.Row], file.Path));
    }

    private void AddReader(string column, InputKind kind)
    {
        switch (kind)
        {
            case InputKind.Path:
                Add(_catalog.CopyColumns(TemporaryColumns.Path, column));
                Add(_catalog.CustomMapping<PathRow, PreparedRow>(PictureMappings.PreparePath, Contracts.PreparePath));
                break;
            case InputKind.Bytes:
                Add(_catalog.CopyColumns(TemporaryColumns.Bytes, column));
                Add(_catalog.CustomMapping<BytesRow, PreparedRow>(PictureMappings.PrepareBytes, Contracts.PrepareBytes));
                break;
            case InputKind.NormalizedPixels:
                Add(_catalog.CopyColumns(TemporaryColumns.Prepared, column));
                break;
            default:
                AddImageReader(column);
                break;
        }
    }

    private void AddImageReader(string column)
    {
        ITransformer copy = _catalog.CopyColumns(TemporaryColumns.Image, column).Fit(_view);
        DataViewSchema copied = copy.GetOutputSchema(_view.Schema);
        var read = _catalog.CustomMapping<ImageRow, PreparedRow>(PictureMappings.PrepareImage, Contracts.PrepareImage);
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
            Add(_catalog.CustomMapping<ColorsRow, PreparedRow>(PictureMappings.PrepareColors, Contracts.PrepareColors));
        }
    }

    private void AddColumns(TransformPlan plan, IReadOnlyList<PlannedColumn> columns)
    {
        if (plan.HasTopLabel)
        {
            Add(_catalog.CustomMapping<TopRow, PredictionRow>(PictureMappings.Top, Contracts.Top));
        }

        foreach (PlannedColumn column in columns)
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

    private TemporaryFile Keep(TemporaryFile file)
    {
        _files.Add(file);
        return file;
    }
}
