using Microsoft.ML.Data;
using Microsoft.ML.Data.Imaging;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImageResizingEstimator : TrivialEstimator<ImageResizingTransformer>
{
    internal ImageResizingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName, Options options)
        : base(env.Register(nameof(ImageResizingEstimator)), new ImageResizingTransformer(env, outputColumnName, inputColumnName ?? outputColumnName, options))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => ImageColumns.Replace(Host, inputSchema, Transformer.ColumnPairs[0], _ =>
        new SchemaShape.Column(Transformer.ColumnPairs[0].outputColumnName, SchemaShape.Column.VectorKind.Scalar, Transformer.Target.Type, false));

    public enum ResizingKind : byte
    {
        IsoPad = 0,
        IsoCrop = 1,
        Fill = 2,
    }

    public enum Anchor : byte
    {
        Right = 0,
        Left = 1,
        Top = 2,
        Bottom = 3,
        Center = 4,
    }

    internal sealed class Options
    {
        public readonly int Width;
        public readonly int Height;
        public readonly ResizingKind Resizing;
        public readonly Anchor Anchor;

        public Options(int width, int height, ResizingKind resizing, Anchor anchor)
        {
            Contracts.CheckParam(width > 0, "imageWidth", "Must be positive.");
            Contracts.CheckParam(height > 0, "imageHeight", "Must be positive.");
            Contracts.CheckParam(Enum.IsDefined(resizing), nameof(resizing), "Unknown kind of resizing.");
            Contracts.CheckParam(Enum.IsDefined(anchor), nameof(anchor), "Unknown anchor.");
            Width = width;
            Height = height;
            Resizing = resizing;
            Anchor = anchor;
        }

        public ImageDataViewType Type => new(Height, Width);

        public ResizeMode Mode => Resizing switch
        {
            ResizingKind.IsoPad => ResizeMode.Pad,
            ResizingKind.Fill => ResizeMode.Fill,
            _ => Anchor switch
            {
                Anchor.Top => ResizeMode.CropTop,
                Anchor.Bottom => ResizeMode.CropBottom,
                Anchor.Left => ResizeMode.CropLeft,
                Anchor.Right => ResizeMode.CropRight,
                _ => ResizeMode.CropCentre,
            },
        };
    }
}
