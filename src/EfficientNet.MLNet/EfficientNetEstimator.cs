using EfficientNet.MLNet.Pipeline;
using Microsoft.ML;

namespace EfficientNet.MLNet;

/// <summary>
/// Featurizes, classifies or preprocesses a column of pictures; made by <see cref="EfficientNetCatalog"/>. Fitting builds the network. It looks at the data's
/// columns only, never at its rows, but for a network in int8 whose calibration is not bundled (<see cref="NetworkTransformOptions.Precision"/>).
/// </summary>
public sealed class EfficientNetEstimator : IEstimator<EfficientNetTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly TransformPlan _plan;

    internal EfficientNetEstimator(TransformsCatalog catalog, TransformPlan plan)
    {
        _catalog = catalog;
        _plan = plan;
    }

    /// <summary>Builds the network for the input column's kind.</summary>
    /// <param name="input">
    /// The data; only its columns are looked at, but for a network in int8 whose calibration is not bundled: it is calibrated on pictures of some
    /// rows, spread over all of them.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The input column is missing or holds no pictures; or the network is to be calibrated, and no row has a sound picture.
    /// </exception>
    /// <exception cref="Weights.WeightFileException">The weights file does not hold the variant's weights.</exception>
    public EfficientNetTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return PortableChain.Build(_catalog, _plan, input);
    }

    /// <summary>The columns' shapes after this estimator.</summary>
    /// <param name="inputSchema">The columns' shapes before it.</param>
    /// <exception cref="ArgumentException">The input column is missing or holds no pictures.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _plan.ColumnsFor(_plan.KindOf(inputSchema)).Aggregate(inputSchema, (shape, column) => column.AddTo(_catalog, shape));
    }
}
