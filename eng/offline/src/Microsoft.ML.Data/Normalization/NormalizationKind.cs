namespace Microsoft.ML.Transforms;

internal enum NormalizationKind
{
    MinMax,
    MeanVariance,
}
