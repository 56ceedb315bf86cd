using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(ImageResizingTransformer.LoaderName, typeof(ImageResizingTransformer))]

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderName = "ImageScalerTransform";

    internal readonly ImageResizingEstimator.Options Target;

    internal ImageResizingTransformer(IHostEnvironment env, string outputColumnName, string inputColumnName, ImageResizingEstimator.Options target)
        : base(env.Register(nameof(ImageResizingTransformer)), (outputColumnName, inputColumnName))
    {
        Target = target;
    }

    private ImageResizingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ImageResizingTransformer)), ctx)
    {
        Target = new ImageResizingEstimator.Options(ctx.Reader.ReadInt32(), ctx.Reader.ReadInt32(),
            (ImageResizingEstimator.ResizingKind)ctx.Reader.ReadByte(), (ImageResizingEstimator.Anchor)ctx.Reader.ReadByte());
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, GetType());
        SaveColumns(ctx);
        ctx.Writer.Write(Target.Width);
        ctx.Writer.Write(Target.Height);
        ctx.Writer.Write((byte)Target.Resizing);
        ctx.Writer.Write((byte)Target.Anchor);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int pair, DataViewSchema.Column column) => ImageColumns.Check(Host, column);

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(ImageResizingTransformer parent, DataViewSchema inputSchema) : OneToOneMapperBase(parent.Host, parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            parent.ColumnPairs.Select(pair => new DataViewSchema.DetachedColumn(pair.outputColumnName, parent.Target.Type)).ToArray();

        protected override Delegate MakeGetter(DataViewRow input, int output, Func<int, bool> activeOutput, out Action disposer)
        {
            var getSource = input.GetGetter<MLImage>(InputColumns[output]);
            var target = parent.Target;
            MLImage source = null;
            disposer = null;
            return (ValueGetter<MLImage>)((ref MLImage image) =>
            {
                image?.Dispose();
                getSource(ref source);
                if (source is null)
                    return;
                if (source.Width == target.Width && source.Height == target.Height)
                {
                    image = source;
                    return;
                }
                image = source.CloneWithResizing(target.Width, target.Height, target.Mode);
                image.Tag = source.Tag;
            });
        }
    }
}
