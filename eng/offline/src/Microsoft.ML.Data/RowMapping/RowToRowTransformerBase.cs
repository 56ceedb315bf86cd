using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public abstract class RowToRowTransformerBase : ITransformer
{
    private protected readonly IHost Host;

    private protected RowToRowTransformerBase(IHost host)
    {
        Host = host;
    }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return RowToRowMapperTransform.GetOutputSchema(inputSchema, MakeRowMapper(inputSchema));
    }

    public IDataView Transform(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(Host, input, MakeRowMapper(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapperTransform(Host, new EmptyDataView(inputSchema), MakeRowMapper(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    private protected abstract void SaveModel(ModelSaveContext ctx);

    // Throws where the schema lacks a column or has one of the wrong type.
    private protected abstract IRowMapper MakeRowMapper(DataViewSchema inputSchema);

    private protected abstract class MapperBase : IRowMapper
    {
        private readonly Lazy<DataViewSchema.DetachedColumn[]> _outputColumns;

        protected readonly IHost Host;
        protected readonly DataViewSchema InputSchema;

        protected MapperBase(IHost host, DataViewSchema inputSchema)
        {
            Host = host;
            InputSchema = inputSchema;
            _outputColumns = new Lazy<DataViewSchema.DetachedColumn[]>(GetOutputColumnsCore);
        }

        public DataViewSchema.DetachedColumn[] GetOutputColumns() => _outputColumns.Value;

        public abstract Func<int, bool> GetDependencies(Func<int, bool> activeOutput);

        public virtual Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            var getters = new Delegate[GetOutputColumns().Length];
            for (var i = 0; i < getters.Length; i++)
            {
                if (!activeOutput(i))
                    continue;
                getters[i] = MakeGetter(input, i, activeOutput, out var own);
                disposer += own;
            }

            return getters;
        }

        protected abstract DataViewSchema.DetachedColumn[] GetOutputColumnsCore();

        protected abstract Delegate MakeGetter(DataViewRow input, int output, Func<int, bool> activeOutput, out Action disposer);
    }
}
