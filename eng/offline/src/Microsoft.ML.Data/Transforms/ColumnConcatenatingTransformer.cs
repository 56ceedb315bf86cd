using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(ColumnConcatenatingTransformer.LoaderName, typeof(ColumnConcatenatingTransformer))]

namespace Microsoft.ML.Data;

public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderName = "ConcatTransform";

    private readonly string _output;
    private readonly string[] _inputs;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, string[] inputColumnNames)
        : base(env.Register(nameof(ColumnConcatenatingTransformer)))
    {
        _output = outputColumnName;
        _inputs = inputColumnNames;
    }

    private static ColumnConcatenatingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var output = ctx.LoadNonEmptyString();
        var inputs = new string[ctx.Reader.ReadInt32()];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = ctx.LoadNonEmptyString();
        return new ColumnConcatenatingTransformer(env, output, inputs);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, typeof(ColumnConcatenatingTransformer));
        ctx.SaveNonEmptyString(_output);
        ctx.Writer.Write(_inputs.Length);
        foreach (var input in _inputs)
            ctx.SaveNonEmptyString(input);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper : MapperBase
    {
        private readonly ColumnConcatenatingTransformer _parent;
        private readonly DataViewSchema.Column[] _sources;
        private readonly VectorDataViewType _type;

        public Mapper(ColumnConcatenatingTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, inputSchema)
        {
            _parent = parent;
            _sources = parent._inputs.Select(name => inputSchema.GetColumnOrNull(name)
                ?? throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name)).ToArray();
            var itemType = _sources[0].Type.GetItemType();
            foreach (var source in _sources.Where(source => !source.Type.GetItemType().Equals(itemType)))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", source.Name, itemType.ToString(), source.Type.ToString());
            var size = _sources.All(source => source.Type.GetValueCount() > 0) ? _sources.Sum(source => source.Type.GetValueCount()) : 0;
            _type = new VectorDataViewType((PrimitiveDataViewType)itemType, size);
        }

        // One vector stays as it is.
        private bool IsIdentity => _sources is [{ Type: VectorDataViewType }];

        public override Func<int, bool> GetDependencies(Func<int, bool> activeOutput) =>
            column => activeOutput(0) && _sources.Any(source => source.Index == column);

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            if (IsIdentity)
                return [new(_parent._output, _sources[0].Type, _sources[0].Annotations)];
            var annotations = new DataViewSchema.Annotations.Builder();
            if (_type.ItemType is NumberDataViewType && _sources.All(source => source.IsNormalized()))
                annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
            if (_type.IsKnownSize && _sources.Any(source => source.Type is not VectorDataViewType || source.HasSlotNames()))
                annotations.AddSlotNames(_type.Size, GetSlotNames);
            return [new(_parent._output, _type, annotations.ToAnnotations())];
        }

        protected override Delegate MakeGetter(DataViewRow input, int output, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            return IsIdentity ? input.GetGetterAsDelegate(_sources[0]) : Utils.MarshalInvoke<Delegate>(MakeGetter<int>, _type.ItemType.RawType, input);
        }

        // A scalar's slot has its column's name; a vector's have theirs behind it, where they have any.
        private void GetSlotNames(ref VBuffer<ReadOnlyMemory<char>> destination)
        {
            var names = new ReadOnlyMemory<char>[_type.Size];
            var offset = 0;
            foreach (var source in _sources)
            {
                if (source.Type is not VectorDataViewType)
                {
                    names[offset] = source.Name.AsMemory();
                }
                else if (source.HasSlotNames())
                {
                    VBuffer<ReadOnlyMemory<char>> own = default;
                    source.GetSlotNames(ref own);
                    foreach (var (slot, name) in own.Items().Where(item => !item.Value.IsEmpty))
                        names[offset + slot] = $"{source.Name}.{name}".AsMemory();
                }

                offset += source.Type.GetValueCount();
            }

            destination = new VBuffer<ReadOnlyMemory<char>>(names.Length, names);
        }

        private Delegate MakeGetter<T>(DataViewRow input)
        {
            var getters = _sources.Select(source => source.Type is VectorDataViewType ? input.GetGetter<VBuffer<T>>(source) : AsVector(input.GetGetter<T>(source))).ToArray();
            var parts = new VBuffer<T>[getters.Length];
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
            {
                var length = 0;
                var count = 0;
                for (var i = 0; i < parts.Length; i++)
                {
                    getters[i](ref parts[i]);
                    var expected = _sources[i].Type.GetVectorSize();
                    Contracts.Check(expected == 0 || expected == parts[i].Length,
                        $"Column '{_sources[i].Name}': expected {expected} slots, but got {parts[i].Length}");
                    length = checked(length + parts[i].Length);
                    count += parts[i].GetValues().Length;
                }

                Join(parts, length, count, ref destination);
            });
        }

        private static ValueGetter<VBuffer<T>> AsVector<T>(ValueGetter<T> getter) => (ref VBuffer<T> destination) =>
        {
            var editor = VBufferEditor.Create(ref destination, 1);
            getter(ref editor.Values[0]);
            destination = editor.Commit();
        };

        // Sparse where at most half of the values are given.
        private static void Join<T>(VBuffer<T>[] parts, int length, int count, ref VBuffer<T> destination)
        {
            var sparse = count <= length / 2;
            var editor = VBufferEditor.Create(ref destination, length, sparse ? count : length);
            var offset = 0;
            var next = 0;
            foreach (var part in parts)
            {
                if (sparse)
                {
                    foreach (var (slot, value) in part.Items())
                    {
                        editor.Values[next] = value;
                        editor.Indices[next++] = offset + slot;
                    }
                }
                else
                {
                    part.CopyTo(editor.Values, offset);
                }

                offset += part.Length;
            }

            destination = editor.Commit();
        }
    }
}
