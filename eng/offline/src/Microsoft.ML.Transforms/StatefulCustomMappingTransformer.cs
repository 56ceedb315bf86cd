using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

// A mapping that carries a state from row to row: every cursor starts with a fresh one, and goes through the rows alone.
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
        _host.CheckValue(stateInitAction, nameof(stateInitAction));
        _mapAction = mapAction;
        _stateInitAction = stateInitAction;
        _contractName = contractName;
        OutputBinding = RowBinding.Create(typeof(TDst), SchemaDefinition.Direction.Write);
    }

    internal RowBinding OutputBinding { get; }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return Map(new EmptyDataView(inputSchema)).Schema;
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new InOrderDataView(Map(input));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return Map(new EmptyDataView(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => CustomMappingContract.Save(_host, ctx, _contractName, _mapAction);

    private RowToRowMapperTransform Map(IDataView input)
    {
        var reader = new RowReader<TSrc>(_host, input.Schema, false);
        return new RowToRowMapperTransform(_host, input, new CustomRowMapper<TSrc, TDst>(reader, OutputBinding, NewAction));
    }

    private Action<TSrc, TDst> NewAction()
    {
        var state = new TState();
        _stateInitAction(state);
        return (source, target) => _mapAction(source, target, state);
    }
}
