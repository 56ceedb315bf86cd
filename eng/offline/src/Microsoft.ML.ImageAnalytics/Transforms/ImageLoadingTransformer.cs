using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(ImageLoadingTransformer.LoaderName, typeof(ImageLoadingTransformer))]

namespace Microsoft.ML.Data;

public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    internal const string LoaderName = "ImageLoaderTransform";

    public readonly string ImageFolder;

    internal readonly bool AsImages;

    internal ImageLoadingTransformer(IHostEnvironment env, string outputColumnName, string inputColumnName, string imageFolder, bool asImages)
        : base(env.Register(nameof(ImageLoadingTransformer)), (outputColumnName, inputColumnName))
    {
        if (!string.IsNullOrEmpty(imageFolder))
            ImageFolder = Directory.Exists(imageFolder) ? Path.GetFullPath(imageFolder) : throw new ArgumentException($"Directory \"{imageFolder}\" does not exist.");
        AsImages = asImages;
    }

    private ImageLoadingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ImageLoadingTransformer)), ctx)
    {
        ImageFolder = ctx.LoadString();
        AsImages = ctx.Reader.ReadBoolean();
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetLoader(LoaderName, GetType());
        SaveColumns(ctx);
        ctx.SaveString(ImageFolder);
        ctx.Writer.Write(AsImages);
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int pair, DataViewSchema.Column column)
    {
        if (column.Type is not TextDataViewType)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, TextDataViewType.Instance.ToString(), column.Type.ToString());
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) => new Mapper(this, inputSchema);

    private sealed class Mapper(ImageLoadingTransformer parent, DataViewSchema inputSchema) : OneToOneMapperBase(parent.Host, parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            DataViewType type = parent.AsImages ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte);
            return parent.ColumnPairs.Select(pair => new DataViewSchema.DetachedColumn(pair.outputColumnName, type)).ToArray();
        }

        protected override Delegate MakeGetter(DataViewRow input, int output, Func<int, bool> activeOutput, out Action disposer)
        {
            var getPath = input.GetGetter<ReadOnlyMemory<char>>(InputColumns[output]);
            return parent.AsImages ? MakeImageGetter(getPath, out disposer) : MakeBytesGetter(getPath, out disposer);
        }

        private ValueGetter<MLImage> MakeImageGetter(ValueGetter<ReadOnlyMemory<char>> getPath, out Action disposer)
        {
            // Whoever reads rows hands the last row's image back, and so it is disposed; the very last one goes with the cursor.
            MLImage last = null;
            disposer = () =>
            {
                last?.Dispose();
                last = null;
            };
            ReadOnlyMemory<char> text = default;
            return (ref MLImage image) =>
            {
                image?.Dispose();
                image = null;
                getPath(ref text);
                if (text.Length > 0)
                {
                    var path = FullPath(text);
                    image = MLImage.CreateFromStream(new MemoryStream(File.ReadAllBytes(path)));
                    image.Tag = path;
                }
                last = image;
            };
        }

        private ValueGetter<VBuffer<byte>> MakeBytesGetter(ValueGetter<ReadOnlyMemory<char>> getPath, out Action disposer)
        {
            disposer = null;
            ReadOnlyMemory<char> text = default;
            return (ref VBuffer<byte> bytes) =>
            {
                getPath(ref text);
                var file = text.Length > 0 ? File.ReadAllBytes(FullPath(text)) : [];
                bytes = new VBuffer<byte>(file.Length, file);
            };
        }

        private string FullPath(ReadOnlyMemory<char> text) =>
            string.IsNullOrWhiteSpace(parent.ImageFolder) ? text.ToString() : Path.Combine(parent.ImageFolder, text.ToString());
    }
}
