using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class StatefulCustomMappingEstimator<TSrc, TDst, TState> : TrivialEstimator<StatefulCustomMappingTransformer<TSrc, TDst, TState>>
    where TSrc : class, new()
    where TDst : class, new()
    where TState : class, new()
{
    internal StatefulCustomMappingEstimator(IHostEnvironment env, Action<TSrc, TDst, TState> mapAction, Action<TState> stateInitAction, string contractName)
        : base(
            env.Register(nameof(StatefulCustomMappingEstimator<TSrc, TDst, TState>)),
            new StatefulCustomMappingTransformer<TSrc, TDst, TState>(env, mapAction, stateInitAction, contractName))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => MappedShape.Of(
        Host, inputSchema, RowBinding.Create(typeof(TSrc), SchemaDefinition.Direction.Write), Transformer.OutputBinding);
}
