using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;
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
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, new Mapper(this, inputSchema));
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(_host, input, new Mapper(this, input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapperTransform(_host, new EmptyDataView(inputSchema), new Mapper(this, inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => CustomMappingContract.Save(_host, ctx, _contractName, _mapAction);

    private sealed class Mapper : IRowMapper
    {
        private readonly CustomMappingTransformer<TSrc, TDst> _parent;
        private readonly RowReader<TSrc> _reader;

        public Mapper(CustomMappingTransformer<TSrc, TDst> parent, DataViewSchema inputSchema)
        {
            _parent = parent;
            _reader = new RowReader<TSrc>(parent._host, inputSchema, false, parent.InputDefinition);
        }

        public DataViewSchema.DetachedColumn[] GetOutputColumns() =>
            _parent.OutputBinding.Schema.Select(column => new DataViewSchema.DetachedColumn(column)).ToArray();

        // The action may use any of its columns for any of the others.
        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
        {
            var any = _parent.OutputBinding.Schema.Any(column => activeOutput(column.Index));
            return index => any && _reader.Columns.Any(column => column.Index == index);
        }

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var schema = _parent.OutputBinding.Schema;
            var getters = new Delegate[schema.Count];
            if (!schema.Any(column => activeOutput(column.Index)))
                return getters;

            var source = new TSrc();
            var target = new TDst();
            var fill = _reader.Bind(input);
            var row = new InputRow<TDst>(_parent.OutputBinding);
            long mapped = -1;
            void Map()
            {
                if (mapped == input.Position)
                    return;
                fill(source);
                _parent._mapAction(source, target);
                row.ExtractValues(target);
                mapped = input.Position;
            }

            foreach (var column in schema.Where(column => activeOutput(column.Index)))
                getters[column.Index] = Utils.MarshalInvoke<Delegate>(MakeGetter<int>, column.Type.RawType, row, column, (Action)Map);
            return getters;
        }

        private static Delegate MakeGetter<T>(DataViewRow row, DataViewSchema.Column column, Action map)
        {
            var getter = row.GetGetter<T>(column);
            return (ValueGetter<T>)((ref T value) =>
            {
                map();
                getter(ref value);
            });
        }
    }
}
