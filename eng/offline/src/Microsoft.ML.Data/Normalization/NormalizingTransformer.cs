using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(NormalizingTransformer.LoaderName, typeof(NormalizingTransformer))]

namespace Microsoft.ML.Transforms;

public sealed class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderName = "Normalizer";

    private readonly AffineColumn[] _columns;

    internal NormalizingTransformer(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] names, AffineColumn[] columns)
        : base(env.Register(nameof(NormalizingTransformer)), names)
    {
        _columns = columns;
    }

    private NormalizingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(NormalizingTransformer)), ctx)
    {
        _columns = ColumnPairs.Select(_ => AffineColumn.Load(ctx.Reader)).ToArray();
    }

    // What was learnt of the column of this index.
    public NormalizerModelParametersBase GetNormalizerModelParameters(int index)
    {
        Host.CheckParam(index >= 0 && index < _columns.Length, nameof(index),
            $"Not valid. Valid range is from 0 (inclusive) to {_columns.Length} (exclusive) but got {index}.");
        return _columns[index].Parameters;
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int pair, DataViewSchema.Column column)
    {
        if (!column.Type.SameSizeAndItemType(_columns[pair].Type))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, _columns[pair].Type.ToString(), column.Type.ToString());
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, typeof(NormalizingTransformer));
        SaveColumns(ctx);
        foreach (var column in _columns)
            column.Save(ctx.Writer);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(NormalizingTransformer parent, DataViewSchema inputSchema) : OneToOneMapperBase(parent.Host, parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => parent._columns.Select((column, i) =>
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            annotations.Add(InputColumns[i].Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
            return new DataViewSchema.DetachedColumn(parent.ColumnPairs[i].outputColumnName, column.Type, annotations.ToAnnotations());
        }).ToArray();

        protected override Delegate MakeGetter(DataViewRow input, int output, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return parent._columns[output].MakeGetter(input, InputColumns[output]);
        }
    }

    public abstract class NormalizerModelParametersBase
    {
        private protected NormalizerModelParametersBase()
        {
        }
    }

    // Normalized is (value - Offset) * Scale; no Offset of a vector means none anywhere.
    public sealed class AffineNormalizerModelParameters<TData> : NormalizerModelParametersBase
    {
        internal AffineNormalizerModelParameters(TData scale, TData offset)
        {
            Scale = scale;
            Offset = offset;
        }

        public TData Scale { get; }

        public TData Offset { get; }
    }
}
