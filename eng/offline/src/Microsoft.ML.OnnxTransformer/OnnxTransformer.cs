using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

[assembly: LoadableClass(OnnxTransformer.LoaderName, typeof(OnnxTransformer))]

namespace Microsoft.ML.Transforms.Onnx;

public sealed class OnnxTransformer : RowToRowTransformerBase, IDisposable
{
    internal const string LoaderName = "OnnxTransform";

    private const string ModelEntry = "OnnxModel";

    // The model's names, and so the columns' names.
    internal readonly string[] Inputs;
    internal readonly string[] Outputs;
    internal readonly OnnxModel Model;

    private readonly OnnxOptions _options;

    // The model comes from the stream where there is one, else from the options' file.
    internal OnnxTransformer(IHostEnvironment env, OnnxOptions options, Stream model)
        : base(env.Register(nameof(OnnxTransformer)))
    {
        foreach (var name in options.InputColumns.Concat(options.OutputColumns))
            Contracts.CheckParam(!string.IsNullOrWhiteSpace(name), nameof(options), "A column name is empty.");
        _options = options;
        try
        {
            if (model is not null)
                Model = OnnxModel.FromStream(env, model, options);
            else
            {
                Contracts.CheckParam(!string.IsNullOrWhiteSpace(options.ModelFile), nameof(options.ModelFile), "The name of the model file is empty.");
                if (!File.Exists(options.ModelFile))
                    throw new IOException($"Model file {options.ModelFile} does not exists.");
                Model = new OnnxModel(env, options.ModelFile, isTemporary: false, options);
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"Error initializing model :{e}", e);
        }
        Inputs = options.InputColumns.Length > 0 ? options.InputColumns : Model.Inputs.Select(input => input.Name).ToArray();
        Outputs = options.OutputColumns.Length > 0 ? options.OutputColumns : Model.Outputs.Select(output => output.Name).ToArray();
        foreach (var name in Outputs)
            Model.GetOutput(name);
    }

    public void Dispose() => Model.Dispose();

    internal static void CheckUnknownDimensions(OnnxModel.Variable input)
    {
        if (input.Shape.Count(size => size == 0) > 1)
            throw new ArgumentOutOfRangeException(input.Name, "Only 1 unknown dimension is allowed");
    }

    private static OnnxTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var bytes = ctx.LoadBinaryOrNull(ModelEntry) ?? throw Contracts.ExceptDecode("The model has no entry with the ONNX model's bytes.");
        // Numbers of threads are not saved.
        var options = new OnnxOptions { InputColumns = ReadNames(ctx), OutputColumns = ReadNames(ctx) };
        var shapes = new Dictionary<string, int[]>();
        for (var remaining = ctx.Reader.ReadInt32(); remaining > 0; remaining--)
        {
            var name = ctx.LoadNonEmptyString();
            shapes[name] = new int[ctx.Reader.ReadInt32()];
            for (var axis = 0; axis < shapes[name].Length; axis++)
                shapes[name][axis] = ctx.Reader.ReadInt32();
        }
        options.ShapeDictionary = shapes;
        options.RecursionLimit = ctx.Reader.ReadInt32();
        if (env is IHostEnvironmentInternal local)
        {
            options.GpuDeviceId = local.GpuDeviceId;
            options.FallbackToCpu = local.FallbackToCpu;
        }
        return new OnnxTransformer(env, options, new MemoryStream(bytes, sizeof(int), bytes.Length - sizeof(int)));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, GetType());
        // The number of bytes stands before them, as in the real format.
        ctx.SaveBinaryStream(ModelEntry, stream =>
        {
            var bytes = Model.ReadBytes();
            stream.Write(BitConverter.GetBytes(bytes.Length));
            stream.Write(bytes);
        });
        WriteNames(ctx, Inputs);
        WriteNames(ctx, Outputs);
        var shapes = _options.ShapeDictionary ?? new Dictionary<string, int[]>();
        ctx.Writer.Write(shapes.Count);
        foreach (var (name, shape) in shapes)
        {
            ctx.SaveNonEmptyString(name);
            ctx.Writer.Write(shape.Length);
            foreach (var size in shape)
                ctx.Writer.Write(size);
        }
        ctx.Writer.Write(_options.RecursionLimit);
    }

    private static string[] ReadNames(ModelLoadContext ctx)
    {
        var names = new string[ctx.Reader.ReadInt32()];
        for (var i = 0; i < names.Length; i++)
            names[i] = ctx.LoadNonEmptyString();
        return names;
    }

    private static void WriteNames(ModelSaveContext ctx, string[] names)
    {
        ctx.Writer.Write(names.Length);
        foreach (var name in names)
            ctx.SaveNonEmptyString(name);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper : MapperBase
    {
        private readonly OnnxTransformer _parent;
        private readonly DataViewSchema.Column[] _columns;

        public Mapper(OnnxTransformer parent, DataViewSchema inputSchema)
            : base(parent.Host, inputSchema)
        {
            _parent = parent;
            _columns = parent.Inputs.Select(name => FindColumn(inputSchema, parent.Model.GetInput(name))).ToArray();
        }

        private DataViewSchema.Column FindColumn(DataViewSchema schema, OnnxModel.Variable input)
        {
            CheckUnknownDimensions(input);
            var column = schema.GetColumnOrNull(input.Name) ?? throw Host.ExceptSchemaMismatch("inputSchema", "input", input.Name);
            var item = column.Type.GetItemType();
            var expected = input.Type.GetItemType();
            // Keys go in as the numbers they are.
            if (item != expected && !(item is KeyDataViewType && item.RawType == expected.RawType))
                throw Host.ExceptSchemaMismatch("inputSchema", "input", input.Name, expected.ToString(), column.Type.ToString());
            var length = column.Type.GetValueCount();
            if (!input.Shape.Contains(0) && length % input.Shape.Aggregate((a, b) => a * b) != 0)
                throw Contracts.Except($"Input shape mismatch: Input '{input.Name}' has shape {string.Join(",", input.Shape)}, but input data is of length {length}.");
            return column;
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => _parent.Outputs.Select(output =>
        {
            var name = output.EndsWith(".output", StringComparison.Ordinal) ? output.Replace(".output", "", StringComparison.Ordinal) : output;
            var annotations = new DataViewSchema.Annotations.Builder();
            if (_parent.Model.SlotNames(name) is { } slots)
            {
                var values = slots.Select(slot => slot.AsMemory()).ToArray();
                annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, slots.Length),
                    (ref VBuffer<ReadOnlyMemory<char>> value) => new VBuffer<ReadOnlyMemory<char>>(values.Length, values).CopyTo(ref value));
            }
            return new DataViewSchema.DetachedColumn(name, _parent.Model.GetOutput(output).Type, annotations.ToAnnotations());
        }).ToArray();

        public override Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
        {
            var isActive = Enumerable.Range(0, _parent.Outputs.Length).Any(activeOutput);
            return column => isActive && _columns.Any(input => input.Index == column);
        }

        public override Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
        {
            var active = _parent.Outputs.Where((_, i) => activeOutput(i)).ToArray();
            var run = new OnnxRun(_parent.Model, input, _columns, active);
            disposer = run.Dispose;
            return _parent.Outputs.Select((name, i) => activeOutput(i) ? run.MakeGetter(_parent.Model.GetOutput(name)) : null).ToArray();
        }

        protected override Delegate MakeGetter(DataViewRow input, int output, Func<int, bool> activeOutput, out Action disposer) =>
            throw new NotSupportedException("All getters of a row are made together.");
    }
}
