using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using ColorBits = Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator.ColorBits;

[assembly: LoadableClass(ImagePixelExtractingTransformer.LoaderName, typeof(ImagePixelExtractingTransformer))]

namespace Microsoft.ML.Transforms.Image;

public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderName = "ImagePixelExtractor";

    internal readonly ImagePixelExtractingEstimator.Options Extraction;

    internal ImagePixelExtractingTransformer(IHostEnvironment env, string outputColumnName, string inputColumnName, ImagePixelExtractingEstimator.Options extraction)
        : base(env.Register(nameof(ImagePixelExtractingTransformer)), (outputColumnName, inputColumnName))
    {
        Extraction = extraction;
    }

    private ImagePixelExtractingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ImagePixelExtractingTransformer)), ctx)
    {
        var reader = ctx.Reader;
        Extraction = new ImagePixelExtractingEstimator.Options((ColorBits)reader.ReadByte(), (ImagePixelExtractingEstimator.ColorsOrder)reader.ReadByte(),
            reader.ReadBoolean(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadBoolean());
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, GetType());
        SaveColumns(ctx);
        ctx.Writer.Write((byte)Extraction.Colors);
        ctx.Writer.Write((byte)Extraction.Order);
        ctx.Writer.Write(Extraction.Interleave);
        ctx.Writer.Write(Extraction.Offset);
        ctx.Writer.Write(Extraction.Scale);
        ctx.Writer.Write(Extraction.AsFloat);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int pair, DataViewSchema.Column column)
    {
        var type = ImageColumns.Check(Host, column);
        if (type.Height <= 0 || type.Width <= 0)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, "known-size image", "unknown-size image");
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(ImagePixelExtractingTransformer parent, DataViewSchema inputSchema) : OneToOneMapperBase(parent.Host, parent, inputSchema)
    {
        private readonly ImagePixelExtractingEstimator.Options _extraction = parent.Extraction;

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => parent.ColumnPairs.Select((pair, i) =>
        {
            var size = (ImageDataViewType)InputColumns[i].Type;
            var type = _extraction.Interleave
                ? new VectorDataViewType(_extraction.ItemType, size.Height, size.Width, _extraction.Planes)
                : new VectorDataViewType(_extraction.ItemType, _extraction.Planes, size.Height, size.Width);
            return new DataViewSchema.DetachedColumn(pair.outputColumnName, type);
        }).ToArray();

        protected override Delegate MakeGetter(DataViewRow input, int output, Func<int, bool> activeOutput, out Action disposer)
        {
            var getSource = input.GetGetter<MLImage>(InputColumns[output]);
            var size = (ImageDataViewType)InputColumns[output].Type;
            var (offset, scale) = (_extraction.Offset, _extraction.Scale);
            return _extraction.AsFloat
                ? MakeGetter<float>(getSource, size, sample => (sample - offset) * scale, out disposer)
                : MakeGetter<byte>(getSource, size, sample => sample, out disposer);
        }

        private ValueGetter<VBuffer<T>> MakeGetter<T>(ValueGetter<MLImage> getSource, ImageDataViewType size, Func<byte, T> convert, out Action disposer)
        {
            MLImage source = null;
            disposer = () =>
            {
                source?.Dispose();
                source = null;
            };
            var values = Enumerable.Range(0, 256).Select(sample => convert((byte)sample)).ToArray();
            var colors = _extraction.PlaneColors();
            var pixels = size.Height * size.Width;
            return (ref VBuffer<T> result) =>
            {
                getSource(ref source);
                if (source is null)
                {
                    // No image: all zeros, as a sparse vector.
                    result = new VBuffer<T>(pixels * colors.Length, 0, [], []);
                    return;
                }
                Contracts.Check(source.Height == size.Height && source.Width == size.Width, "The image has another size than its column says.");
                var editor = VBufferEditor.Create(ref result, pixels * colors.Length);
                var samples = source.Pixels;
                for (var plane = 0; plane < colors.Length; plane++)
                {
                    var channel = Channel(colors[plane], source.PixelFormat);
                    var (at, step) = _extraction.Interleave ? (plane, colors.Length) : (plane * pixels, 1);
                    for (var i = 0; i < pixels; i++, at += step)
                        editor.Values[at] = values[samples[4 * i + channel]];
                }
                result = editor.Commit();
            };
        }

        private static int Channel(ColorBits color, MLPixelFormat format) => color switch
        {
            ColorBits.Alpha => 3,
            ColorBits.Green => 1,
            ColorBits.Red => format == MLPixelFormat.Bgra32 ? 2 : 0,
            _ => format == MLPixelFormat.Bgra32 ? 0 : 2,
        };
    }
}
