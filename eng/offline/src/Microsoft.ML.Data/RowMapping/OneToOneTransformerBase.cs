using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, params (string outputColumnName, string inputColumnName)[] columns)
        : base(host)
    {
        host.CheckValue(columns, nameof(columns));
        var names = new HashSet<string>();
        foreach (var (output, input) in columns)
        {
            host.CheckNonEmpty(input, nameof(columns));
            host.CheckNonEmpty(output, nameof(columns));
            if (!names.Add(output))
                throw Contracts.ExceptParam(nameof(columns), $"Name of the result column '{output}' specified multiple times");
        }

        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx)
        : this(host, LoadColumns(ctx))
    {
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach (var (output, input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
    }

    private protected static (string outputColumnName, string inputColumnName)[] LoadColumns(ModelLoadContext ctx)
    {
        var columns = new (string, string)[ctx.Reader.ReadInt32()];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = (ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
        return columns;
    }

    // Throws where the type of the pair's input column will not do.
    private protected virtual void CheckInputColumn(DataViewSchema inputSchema, int pair, DataViewSchema.Column column)
    {
    }

    private protected abstract class OneToOneMapperBase : MapperBase
    {
        // The input column of each pair.
        protected readonly DataViewSchema.Column[] InputColumns;

        protected OneToOneMapperBase(IHost host, OneToOneTransformerBase parent, DataViewSchema inputSchema)
            : base(host, inputSchema)
        {
            InputColumns = new DataViewSchema.Column[parent.ColumnPairs.Length];
            for (var i = 0; i < InputColumns.Length; i++)
            {
                var name = parent.ColumnPairs[i].inputColumnName;
                InputColumns[i] = inputSchema.GetColumnOrNull(name)
                    ?? throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
                parent.CheckInputColumn(inputSchema, i, InputColumns[i]);
            }
        }

        public override Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
        {
            var active = new bool[InputSchema.Count];
            for (var i = 0; i < InputColumns.Length; i++)
                active[InputColumns[i].Index] |= activeOutput(i);
            return column => active[column];
        }
    }
}
