using EfficientNet.Graph;
using static EfficientNet.Graph.Onnx.TensorProto.Types;

namespace EfficientNet.Imaging;

/// <summary>
/// Preprocessing as ONNX nodes, for a picture whose size is known only when the graph runs. The sizes are computed as in
/// <see cref="PreprocessingGeometry"/>, exactly; the pixels equal Pillow's to the byte, as with <see cref="Preprocessing.Apply"/>.
/// </summary>
internal static class PreprocessingGraph
{
    /// <summary>The input that takes the pixels: uint8 [1, height x width x 3], row by row, red, green, blue in turn.</summary>
    public const string PixelsInput = "pixels";

    /// <summary>
    /// The input that takes the picture's size: int64 [3], height, width, and 1, or 0 if there is no picture (then a
    /// picture of one pixel stands in for it). The third number is for others to use; preprocessing goes on without it.
    /// </summary>
    public const string SizeInput = "size";

    /// <summary>Declares both inputs and appends all nodes.</summary>
    /// <returns>The names of the prepared picture, float [1, 3, height, width], and of the input that takes the size.</returns>
    public static (string Picture, string Size) Append(GraphWriter graph, Preprocessing preprocessing)
    {
        preprocessing.Validate();
        var pixels = graph.Input(PixelsInput, DataType.Uint8, 1, "colors");
        var size = graph.Input(SizeInput, DataType.Int64, 3);
        var outerScope = graph.Scope;
        graph.Scope = "preprocessing";
        var writer = new Writer(graph, preprocessing);
        var picture = writer.Append(pixels, size);
        graph.Scope = outerScope;
        return (picture, size);
    }

    private sealed class Writer(GraphWriter graph, Preprocessing preprocessing)
    {
        private readonly string _zero = graph.Vector("zero", 0L);
        private readonly string _one = graph.Vector("one", 1L);
        private readonly string _two = graph.Vector("two", 2L);
        private readonly string _three = graph.Vector("three", 3L);
        private readonly string _target = graph.Vector<long>("target", preprocessing.Height, preprocessing.Width);

        public string Append(string pixels, string pictureSize)
        {
            var size = graph.Apply("Slice", pictureSize, _zero, _two);
            var picture = graph.Apply("Reshape", pixels, graph.Apply("Concat", [_one, size, _three], GraphAttribute.Int("axis", 0)));
            if (preprocessing.CropMode == CropMode.Center)
            {
                (picture, size) = KeepMiddle(picture, size);
            }

            // What lies beyond the crop is never computed; borders come last.
            var resized = ResizedSize(size);
            var start = CropStart(graph.Apply("Max", resized, _target));
            picture = new ResamplingGraph(graph, preprocessing.Interpolation).Append(picture, size, resized, start, graph.Apply("Min", resized, _target));
            return Normalize(preprocessing.CropMode == CropMode.Border ? Pad(picture, resized) : picture);
        }

        /// <summary>Of an extremely long picture, its middle; any other as it is.</summary>
        private (string Picture, string Size) KeepMiddle(string picture, string size)
        {
            var ratio = PreprocessingGeometry.KeptRatio(preprocessing);
            var shorter = graph.Apply("ReduceMin", [size], GraphAttribute.Int("keepdims", 1));
            var kept = graph.Apply("Mul", shorter, graph.Vector<long>("kept_ratio", ratio));
            var keptOfSameParity = graph.Apply("Add", kept, graph.Apply("Mod", graph.Apply("Sub", size, kept), _two));
            var isExtreme = graph.Apply("Greater", size, graph.Apply("Mul", kept, graph.Vector<long>("whole_factor", PreprocessingGeometry.WholeFactor)));
            var window = graph.Apply("Where", isExtreme, keptOfSameParity, size);
            var start = graph.Apply("Div", graph.Apply("Sub", size, window), _two);
            return (graph.Apply("Slice", picture, start, graph.Apply("Add", start, window), graph.Vector<long>("picture_axes", 1, 2)), window);
        }

        private string ResizedSize(string size)
        {
            var scale = PreprocessingGeometry.Scale(preprocessing);
            switch (preprocessing.CropMode)
            {
                case CropMode.Squash:
                    return graph.Vector<long>("resized", scale.Height, scale.Width);
                case CropMode.Center when scale.Height == scale.Width:
                    var shorter = graph.Apply("ReduceMin", [size], GraphAttribute.Int("keepdims", 1));
                    return graph.Apply("Div", graph.Apply("Mul", size, graph.Vector<long>("scale", scale.Height)), shorter);
                default:
                    var exact = graph.Apply("Cast", [size], To(DataType.Double));
                    var ratios = graph.Apply("Div", exact, graph.Vector<double>("scale", scale.Height, scale.Width));
                    var reduce = preprocessing.CropMode == CropMode.Border ? "ReduceMax" : "ReduceMin";
                    var ratio = graph.Apply(reduce, [ratios], GraphAttribute.Int("keepdims", 1));
                    var rounded = graph.Apply("Round", graph.Apply("Div", exact, ratio));
                    return graph.Apply("Max", graph.Apply("Cast", [rounded], To(DataType.Int64)), _one);
            }
        }

        /// <summary>Adds rows and columns of the mean colour; as zeros around the difference from it, for Pad knows but one number.</summary>
        private string Pad(string picture, string resized)
        {
            var (red, green, blue) = PreprocessingGeometry.BorderColor(preprocessing);
            var color = graph.Constant<float>("border_color", [red, green, blue], 1, 3, 1, 1);
            var missing = graph.Apply("Max", graph.Apply("Sub", _target, resized), _zero);
            var before = graph.Apply("Div", missing, _two);
            var pads = graph.Apply("Concat", [before, graph.Apply("Sub", missing, before)], GraphAttribute.Int("axis", 0));
            return graph.Apply("Add", graph.Apply("Pad", graph.Apply("Sub", picture, color), pads, graph.Scalar("nothing", 0f), graph.Vector<long>("rows_and_columns", 2, 3)), color);
        }

        private string CropStart(string size)
        {
            var difference = graph.Apply("Sub", size, _target);
            var half = graph.Apply("Div", difference, _two);
            var roundedUp = graph.Apply("Mul", graph.Apply("Mod", difference, _two), graph.Apply("Mod", half, _two));
            return graph.Apply("Add", half, roundedUp);
        }

        /// <summary>Step by step in single precision, as PyTorch does it, so that the numbers are the same to the last bit.</summary>
        private string Normalize(string picture)
        {
            var unit = graph.Apply("Div", picture, graph.Scalar("full_color", 255f));
            return graph.Apply("Div", graph.Apply("Sub", unit, PerChannel("mean", preprocessing.Mean)), PerChannel("deviation", preprocessing.Deviation));
        }

        private string PerChannel(string name, RgbValues values) =>
            graph.Constant<float>(name, [values.Red, values.Green, values.Blue], 1, 3, 1, 1);

        private static Graph.Onnx.AttributeProto To(DataType type) => GraphAttribute.Int("to", (long)type);
    }
}
