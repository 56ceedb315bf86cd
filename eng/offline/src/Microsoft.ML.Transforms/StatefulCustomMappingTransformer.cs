using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

// A mapping that carries a state from row to row: every cursor starts with a fresh one and maps every row in turn.
public sealed class StatefulCustomMappingTransformer<TSrc, TDst, TState> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
    where TState : class, new()
{
    private readonly IHost _host;
    private readonly Action<TSrc, TDst, TState> _mapAction;
    private readonly Action<TState> _stateInitAction;
    private readonly string _contractName;

    internal StatefulCustomMappingTransformer(IHostEnvironment env, Action<TSrc, TDst, TState> mapAction, Action<TState> stateInitAction, string contractName)
    {
        _host = env.Register(nameof(StatefulCustomMappingTransformer<TSrc, TDst, TState>));
        _host.CheckValue(mapAction, nameof(mapAction));
        _mapAction = mapAction;
        _stateInitAction = stateInitAction;
        _contractName = contractName;
        OutputBinding = RowBinding.Create(typeof(TDst), SchemaDefinition.Direction.Write);
    }

    internal RowBinding OutputBinding { get; }

    bool ITransformer.IsRowToRowMapper => false;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return Transform(new EmptyDataView(inputSchema)).Schema;
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new StatefulMappedDataView<TSrc, TDst, TState>(_host, input, OutputBinding, _mapAction, _stateInitAction);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) =>
        throw _host.Except($"Could not create row mapper: {nameof(StatefulCustomMappingTransformer<TSrc, TDst, TState>)} is not a row to row mapper.");

    void ICanSaveModel.Save(ModelSaveContext ctx) => CustomMappingContract.Save(_host, ctx, _contractName, _mapAction);
}
