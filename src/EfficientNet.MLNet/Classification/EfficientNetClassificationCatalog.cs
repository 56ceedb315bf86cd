using Microsoft.ML;

namespace EfficientNet.MLNet;

/// <summary>EfficientNet among ML.NET's trainers: <c>ml.MulticlassClassification.Trainers.EfficientNetClassification()</c>.</summary>
public static class EfficientNetClassificationCatalog
{
    /// <summary>
    /// Trains a classifier of pictures: the features of a trained network, by default of the bundled EfficientNet-Lite0, of each picture and of some
    /// augmented views of it, and softmax regression on them. Suited to few pictures, ten or twenty a class; with more, it gets better.
    /// </summary>
    /// <param name="catalog">The trainers of an <c>MLContext</c>.</param>
    /// <param name="labelColumnName">The column of classes, a key: put <c>ml.Transforms.Conversion.MapValueToKey("Label")</c> in front.</param>
    /// <param name="imageColumnName">
    /// The column of pictures: paths, files' bytes, <c>MLImage</c>s or normalized pixels; see <see cref="PictureTransformOptions.InputColumnName"/>.
    /// </param>
    /// <param name="validationSet">
    /// Pictures to measure the model on, with the same two columns as the data; never trained on. Default: null, the model is measured by
    /// cross-validation on the data.
    /// </param>
    /// <returns>The estimator, to append to a pipeline or to fit by itself.</returns>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    public static EfficientNetClassificationTrainer EfficientNetClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string imageColumnName = "ImagePath",
        IDataView? validationSet = null)
        => catalog.EfficientNetClassification(new EfficientNetClassificationOptions
        {
            LabelColumnName = labelColumnName,
            InputColumnName = imageColumnName,
            ValidationSet = validationSet,
        });

    /// <summary>Trains a classifier of pictures on the features of any variant and weights, as the options say.</summary>
    /// <param name="catalog">The trainers of an <c>MLContext</c>.</param>
    /// <param name="options">The columns, the network, augmentation, the head, the cache.</param>
    /// <returns>The estimator, to append to a pipeline or to fit by itself.</returns>
    /// <exception cref="ArgumentException">Options are wrong; the message names each.</exception>
    /// <exception cref="Weights.WeightFileException">The weights file is malformed, or does not hold the variant's weights.</exception>
    public static EfficientNetClassificationTrainer EfficientNetClassification(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, EfficientNetClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(nameof(EfficientNetClassification));
        return new EfficientNetClassificationTrainer(options);
    }
}
