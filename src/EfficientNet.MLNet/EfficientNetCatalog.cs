using EfficientNet.MLNet.Pipeline;
using Microsoft.ML;

namespace EfficientNet.MLNet;

/// <summary>EfficientNet among ML.NET's transforms: <c>ml.Transforms.EfficientNetFeaturize("Features", "ImagePath")</c>.</summary>
public static class EfficientNetCatalog
{
    /// <summary>
    /// Turns pictures into features for a trainer: the pooled output of a trained network, by default of the bundled EfficientNet-Lite0, trained on
    /// ImageNet; there a vector of 1,280 Single a picture, 0 or more.
    /// </summary>
    /// <param name="catalog">The transforms of an <c>MLContext</c>.</param>
    /// <param name="outputColumnName">The column to write.</param>
    /// <param name="inputColumnName">
    /// The column of pictures: paths, files' bytes, <c>MLImage</c>s or normalized pixels; see
    /// <see cref="PictureTransformOptions.InputColumnName"/>. Default: null, the output column's name.
    /// </param>
    /// <param name="weights">
    /// Trained weights, such as <c>tf_efficientnetv2_s.in1k</c>; see <see cref="NetworkTransformOptions.Weights"/>. Default: null, the bundled ones.
    /// </param>
    /// <returns>The estimator, to append to a pipeline.</returns>
    /// <exception cref="ArgumentException">A column's name is empty, or there are no such weights.</exception>
    public static EfficientNetEstimator EfficientNetFeaturize(
        this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null, string? weights = null)
        => catalog.EfficientNetFeaturize(new EfficientNetFeaturizeOptions
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName ?? outputColumnName,
            Weights = weights,
        });

    /// <summary>Turns pictures into features: pooled, logits, or feature maps of one resolution, by any variant and weights.</summary>
    /// <param name="catalog">The transforms of an <c>MLContext</c>.</param>
    /// <param name="options">The columns, the network and how pictures are read.</param>
    /// <returns>The estimator, to append to a pipeline.</returns>
    /// <exception cref="ArgumentException">Options are wrong; the message names each.</exception>
    /// <exception cref="Weights.WeightFileException">The weights file is malformed, or does not hold the variant's weights.</exception>
    public static EfficientNetEstimator EfficientNetFeaturize(this TransformsCatalog catalog, EfficientNetFeaturizeOptions options)
    {
        Check(catalog, options, nameof(EfficientNetFeaturize));
        return new EfficientNetEstimator(catalog, TransformPlan.Featurize(options));
    }

    /// <summary>
    /// Classifies pictures into ImageNet's 1,000 classes, by default by the bundled EfficientNet-Lite0: the classes' probabilities in
    /// <paramref name="outputColumnName"/> (slot names are the labels), the most probable class in <c>PredictedLabel</c> (text) and its
    /// probability in <c>Probability</c>.
    /// </summary>
    /// <param name="catalog">The transforms of an <c>MLContext</c>.</param>
    /// <param name="outputColumnName">The column of the probabilities.</param>
    /// <param name="inputColumnName">The column of pictures; see <see cref="PictureTransformOptions.InputColumnName"/>.</param>
    /// <param name="weights">
    /// Trained weights, such as <c>tf_efficientnetv2_s.in1k</c>; see <see cref="NetworkTransformOptions.Weights"/>. Default: null, the bundled ones.
    /// </param>
    /// <returns>The estimator, to append to a pipeline or to fit by itself.</returns>
    /// <exception cref="ArgumentException">A column's name is empty or given twice, or there are no such weights, or they have other classes.</exception>
    public static EfficientNetEstimator EfficientNetClassify(
        this TransformsCatalog catalog, string outputColumnName = "Score", string inputColumnName = "ImagePath", string? weights = null)
        => catalog.EfficientNetClassify(new EfficientNetClassifyOptions
        {
            ScoreColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            Weights = weights,
        });

    /// <summary>Classifies pictures into the classes of any variant's weights.</summary>
    /// <param name="catalog">The transforms of an <c>MLContext</c>.</param>
    /// <param name="options">The columns, the network, its labels and how pictures are read.</param>
    /// <returns>The estimator, to append to a pipeline or to fit by itself.</returns>
    /// <exception cref="ArgumentException">Options are wrong; the message names each.</exception>
    /// <exception cref="Weights.WeightFileException">The weights file is malformed, or does not hold the variant's weights.</exception>
    public static EfficientNetEstimator EfficientNetClassify(this TransformsCatalog catalog, EfficientNetClassifyOptions options)
    {
        Check(catalog, options, nameof(EfficientNetClassify));
        return new EfficientNetEstimator(catalog, TransformPlan.Classify(options));
    }

    /// <summary>
    /// Turns pictures into a network's input without running a network, for an ONNX model of the user's own behind it: resized, cropped
    /// and normalized as the bundled EfficientNet-Lite0 was trained (224 x 224, values -1 to 1).
    /// </summary>
    /// <param name="catalog">The transforms of an <c>MLContext</c>.</param>
    /// <param name="outputColumnName">The column to write: a vector of Single, 3 x height x width, channels R, G, B.</param>
    /// <param name="inputColumnName">
    /// The column of pictures: paths, files' bytes or <c>MLImage</c>s. Default: null, the output column's name.
    /// </param>
    /// <returns>The estimator, to append to a pipeline.</returns>
    /// <exception cref="ArgumentException">A column's name is empty.</exception>
    public static EfficientNetEstimator EfficientNetPreprocess(this TransformsCatalog catalog, string outputColumnName, string? inputColumnName = null)
        => catalog.EfficientNetPreprocess(new EfficientNetPreprocessOptions
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName ?? outputColumnName,
        });

    /// <summary>Turns pictures into a network's input, resized, cropped and normalized as the options say.</summary>
    /// <param name="catalog">The transforms of an <c>MLContext</c>.</param>
    /// <param name="options">The columns, the preprocessing and how pictures are read.</param>
    /// <returns>The estimator, to append to a pipeline.</returns>
    /// <exception cref="ArgumentException">Options are wrong; the message names each.</exception>
    public static EfficientNetEstimator EfficientNetPreprocess(this TransformsCatalog catalog, EfficientNetPreprocessOptions options)
    {
        Check(catalog, options, nameof(EfficientNetPreprocess));
        return new EfficientNetEstimator(catalog, TransformPlan.Preprocess(options));
    }

    private static void Check(TransformsCatalog catalog, PictureTransformOptions options, string verb)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate(verb);
    }
}
