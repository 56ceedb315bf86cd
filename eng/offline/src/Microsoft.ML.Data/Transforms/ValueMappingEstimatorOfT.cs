using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ValueMappingEstimator<TKey, TValue> : ValueMappingEstimator
{
    internal ValueMappingEstimator(IHostEnvironment env, ValueMap map, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env, map, columns)
    {
    }
}
