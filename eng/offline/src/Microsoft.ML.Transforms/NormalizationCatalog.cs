using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class NormalizationCatalog
{
    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog, string outputColumnName, string inputColumnName = null, long maximumExampleCount = 1000000000, bool fixZero = true) =>
        Create(catalog, NormalizationKind.MinMax, maximumExampleCount, fixZero, new InputOutputColumnPair(outputColumnName, inputColumnName));

    public static NormalizingEstimator NormalizeMinMax(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, long maximumExampleCount = 1000000000, bool fixZero = true) =>
        Create(catalog, NormalizationKind.MinMax, maximumExampleCount, fixZero, columns);

    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName = null,
        long maximumExampleCount = 1000000000,
        bool fixZero = true,
        bool useCdf = false) =>
        NormalizeMeanVariance(catalog, [new InputOutputColumnPair(outputColumnName, inputColumnName)], maximumExampleCount, fixZero, useCdf);

    public static NormalizingEstimator NormalizeMeanVariance(
        this TransformsCatalog catalog, InputOutputColumnPair[] columns, long maximumExampleCount = 1000000000, bool fixZero = true, bool useCdf = false)
    {
        if (useCdf)
            throw new NotSupportedException("This stand-in for ML.NET has no normalization by the cumulative distribution: leave useCdf false.");
        return Create(catalog, NormalizationKind.MeanVariance, maximumExampleCount, fixZero, columns);
    }

    private static NormalizingEstimator Create(
        TransformsCatalog catalog, NormalizationKind kind, long maximumExampleCount, bool fixZero, params InputOutputColumnPair[] columns) =>
        new(catalog.GetEnvironment(), kind, maximumExampleCount, fixZero, columns.Select(pair => (pair.OutputColumnName, pair.InputColumnName)).ToArray());
}
