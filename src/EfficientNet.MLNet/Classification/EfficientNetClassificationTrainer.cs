using EfficientNet.MLNet.Classification;
using EfficientNet.MLNet.Pipeline;
using Microsoft.ML;

namespace EfficientNet.MLNet;

/// <summary>Trains a classifier of pictures; made by <see cref="EfficientNetClassificationCatalog"/>.</summary>
public sealed class EfficientNetClassificationTrainer : IEstimator<EfficientNetClassificationModel>
{
    private const string Verb = nameof(EfficientNetClassificationCatalog.EfficientNetClassification);

    private readonly EfficientNetClassificationOptions _options;

    internal EfficientNetClassificationTrainer(EfficientNetClassificationOptions options)
    {
        _options = options;

        // A wrong weights file is found before any data are looked at.
        _ = new NetworkSource(options);
    }

    /// <summary>
    /// Reads the pictures once, computes their features and those of augmented views, as far as they are not in the cache, trains a head on them and
    /// puts it behind the network. The result is the same whatever was in the cache and however many cores there are; rows in another order
    /// are other parts to hold out, and may give slightly different numbers.
    /// </summary>
    /// <param name="input">Labelled pictures.</param>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another kind; there are no rows, or only of one class; a class has too few pictures; the validation set does not fit.
    /// </exception>
    /// <exception cref="Imaging.PictureException">A picture is broken, and <see cref="PictureTransformOptions.BrokenPictures"/> says to fail.</exception>
    /// <exception cref="OperationCanceledException">
    /// <see cref="EfficientNetClassificationOptions.CancellationToken"/> was cancelled. Features computed by then are in the cache.
    /// </exception>
    /// <exception cref="Weights.WeightFileException">The weights file does not hold the variant's weights.</exception>
    public EfficientNetClassificationModel Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ClassificationTraining.Run(_options, input);
    }

    /// <summary>The columns' shapes after this estimator.</summary>
    /// <param name="inputSchema">The columns' shapes before it.</param>
    /// <exception cref="ArgumentException">A column is missing, or the input column holds no pictures, or the label column is no key.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        SchemaShape.Column label = ClassLabels.ColumnOf(inputSchema, _options.LabelColumnName, Verb);
        InputKind kind = InputColumn.KindOf(inputSchema, _options.InputColumnName, Verb);
        var ml = new MLContext();
        SchemaShape shape = new PlannedColumn(_options.ScoreColumnName, TemporaryColumns.Probabilities, PlannedType.Vector, HasSlotNames: true).AddTo(ml.Transforms, inputSchema);
        if (_options.ExplanationColumnName is { } explanation)
        {
            shape = new PlannedColumn(explanation, TemporaryColumns.ClassActivations, PlannedType.Vector).AddTo(ml.Transforms, shape);
        }

        if (_options.BrokenPictures == BrokenPicturePolicy.Skip && kind != InputKind.NormalizedPixels)
        {
            shape = new PlannedColumn(_options.BrokenPictureColumnName, TemporaryColumns.Problem, PlannedType.Text).AddTo(ml.Transforms, shape);
        }

        // A key made of a key keeps its values; one without values gets texts.
        if (label.Annotations.Any(annotation => annotation.Name == "KeyValues"))
        {
            return ml.Transforms.Conversion.MapValueToKey(_options.PredictedLabelColumnName, _options.LabelColumnName).GetOutputSchema(shape);
        }

        shape = new PlannedColumn(_options.PredictedLabelColumnName, TemporaryColumns.PredictedLabel, PlannedType.Text).AddTo(ml.Transforms, shape);
        return ml.Transforms.Conversion.MapValueToKey(_options.PredictedLabelColumnName).GetOutputSchema(shape);
    }
}
