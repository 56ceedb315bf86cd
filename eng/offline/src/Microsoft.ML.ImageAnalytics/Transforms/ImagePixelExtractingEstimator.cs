using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

public sealed class ImagePixelExtractingEstimator : TrivialEstimator<ImagePixelExtractingTransformer>
{
    internal ImagePixelExtractingEstimator(IHostEnvironment env, string outputColumnName, string inputColumnName, Options options)
        : base(env.Register(nameof(ImagePixelExtractingEstimator)), new ImagePixelExtractingTransformer(env, outputColumnName, inputColumnName ?? outputColumnName, options))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => ImageColumns.Replace(Host, inputSchema, Transformer.ColumnPairs[0], _ =>
        new SchemaShape.Column(Transformer.ColumnPairs[0].outputColumnName, SchemaShape.Column.VectorKind.Vector, Transformer.Extraction.ItemType, false));

    [Flags]
    public enum ColorBits : byte
    {
        Alpha = 1,
        Red = 2,
        Green = 4,
        Blue = 8,
        Rgb = Red | Green | Blue,
        All = Alpha | Rgb,
    }

    public enum ColorsOrder : byte
    {
        ARGB = 1,
        ARBG = 2,
        ABRG = 3,
        ABGR = 4,
        AGRB = 5,
        AGBR = 6,
    }

    internal sealed class Options
    {
        public readonly ColorBits Colors;
        public readonly ColorsOrder Order;
        public readonly bool Interleave;
        public readonly float Offset;
        public readonly float Scale;
        public readonly bool AsFloat;

        public Options(ColorBits colors, ColorsOrder order, bool interleave, float offset, float scale, bool asFloat)
        {
            Contracts.CheckParam((colors & ColorBits.All) != 0, "colorsToExtract", "Need to use at least one color plane.");
            Colors = colors & ColorBits.All;
            Order = order;
            Interleave = interleave;
            AsFloat = asFloat;
            // Bytes are given as they are.
            Offset = asFloat ? offset : 0;
            Scale = asFloat ? scale : 1;
            Contracts.CheckParam(float.IsFinite(Offset), "offsetImage", "Must be finite.");
            Contracts.CheckParam(float.IsFinite(Scale) && Scale != 0, "scaleImage", "Must be finite and not zero.");
        }

        public int Planes => BitOperations.PopCount((uint)Colors);

        public PrimitiveDataViewType ItemType => AsFloat ? NumberDataViewType.Single : NumberDataViewType.Byte;

        // The colours in the order of the planes.
        public ColorBits[] PlaneColors() => Order.ToString()
            .Select(letter => letter switch { 'A' => ColorBits.Alpha, 'R' => ColorBits.Red, 'G' => ColorBits.Green, _ => ColorBits.Blue })
            .Where(color => (Colors & color) != 0).ToArray();
    }
}
