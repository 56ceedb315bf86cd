using EfficientNet.MLNet.Pipeline;
using Microsoft.ML;

namespace EfficientNet.MLNet;

/// <summary>
/// Featurizes, classifies or preprocesses a column of pictures; made by <see cref="EfficientNetCatalog"/>. Fitting looks at the data's
/// columns only, never at its rows; it builds the network.
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
    /// <param name="input">The data; only its columns are looked at.</param>
    /// <exception cref="ArgumentException">The input column is missing or holds no pictures.</exception>
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
