using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

// Adds the columns of TDst, filled by the user's action from the columns of TSrc.
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly IHost _host;
    private readonly Action<TSrc, TDst> _mapAction;
    private readonly string _contractName;

    internal CustomMappingTransformer(
        IHostEnvironment env, Action<TSrc, TDst> mapAction, string contractName, SchemaDefinition inputDefinition, SchemaDefinition outputDefinition)
    {
        _host = env.Register(nameof(CustomMappingTransformer<TSrc, TDst>));
        _host.CheckValue(mapAction, nameof(mapAction));
        _mapAction = mapAction;
        _contractName = contractName;
        InputDefinition = inputDefinition;
        OutputBinding = RowBinding.Create(typeof(TDst), SchemaDefinition.Direction.Write, outputDefinition);
    }

    internal SchemaDefinition InputDefinition { get; }

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
        return Map(input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return Map(new EmptyDataView(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => CustomMappingContract.Save(_host, ctx, _contractName, _mapAction);

    private RowToRowMapperTransform Map(IDataView input)
    {
        var reader = new RowReader<TSrc>(_host, input.Schema, false, InputDefinition);
        return new RowToRowMapperTransform(_host, input, new CustomRowMapper<TSrc, TDst>(reader, OutputBinding, () => _mapAction));
    }
}
