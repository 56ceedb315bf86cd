using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(ColumnSelectingTransformer.LoaderName, typeof(ColumnSelectingTransformer))]

namespace Microsoft.ML.Transforms;

public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderName = "SelectColumnsTransform";

    private readonly IHost _host;
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(IHostEnvironment env, bool keep, string[] columns, bool keepHidden = false)
    {
        _host = env.Register(nameof(ColumnSelectingTransformer));
        Contracts.Check(columns?.Length > 0, "Neither keepColumns and dropColumns is set. Exactly one must be specified.");
        Keep = keep;
        Columns = columns;
        _keepHidden = keepHidden;
    }

    bool ITransformer.IsRowToRowMapper => true;

    internal bool Keep { get; }

    internal string[] Columns { get; }

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return new SelectedColumns(inputSchema, Select(inputSchema)).Schema;
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new SelectedColumnsDataView(input, Select(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        return new SelectedColumns(inputSchema, Select(inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, typeof(ColumnSelectingTransformer));
        ctx.Writer.Write(Keep);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(Columns.Length);
        foreach (var column in Columns)
            ctx.SaveNonEmptyString(column);
    }

    internal void CheckNames(IEnumerable<string> inputColumns)
    {
        var missing = Columns.Except(inputColumns).ToArray();
        if (missing.Length > 0)
            throw _host.ExceptSchemaMismatch("inputSchema", "input", string.Join(",", missing));
    }

    private static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var keep = ctx.Reader.ReadBoolean();
        var keepHidden = ctx.Reader.ReadBoolean();
        var columns = new string[ctx.Reader.ReadInt32()];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = ctx.LoadNonEmptyString();
        return new ColumnSelectingTransformer(env, keep, columns, keepHidden);
    }

    // Kept columns come in the order they were named in; what remains of dropped ones, hidden columns too, in that of the input.
    private int[] Select(DataViewSchema inputSchema)
    {
        CheckNames(inputSchema.Select(column => column.Name));
        var selected = Keep
            ? Columns.SelectMany(name => inputSchema.Where(column => column.Name == name && (_keepHidden || !column.IsHidden)))
            : inputSchema.Where(column => !Columns.Contains(column.Name));
        return selected.Select(column => column.Index).ToArray();
    }
}
