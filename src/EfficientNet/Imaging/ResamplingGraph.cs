using EfficientNet.Graph;
using EfficientNet.Imaging.Resampling;
using static EfficientNet.Graph.Onnx.TensorProto.Types;

namespace EfficientNet.Imaging;

/// <summary>
/// Resizing as ONNX nodes, equal to Pillow's to the byte; the operator for it, Resize, computes weights in single precision and is off by a grey level
/// here and there. Each side is a product of the picture, as bytes, with a matrix of weights, which are computed from the sizes in double
/// precision when the graph runs; first the columns, rounded to bytes, then the rows. The arithmetic is that of <see cref="ResamplingWeights"/>.
/// </summary>
internal sealed class ResamplingGraph
{
    /// <summary>
    /// A weight in fixed point goes through products of bytes in four parts of six bits, the highest with the sign. More bits would be too many on
    /// x86 processors without VNNI, where ONNX Runtime adds two products in 16 bits: 255 x 63 x 2 still fits.
    /// </summary>
    private const int Parts = 4;

    private const int BitsOfPart = 6;

    private readonly GraphWriter _graph;
    private readonly Interpolation _interpolation;
    private readonly string _half;
    private readonly string _one;

    public ResamplingGraph(GraphWriter graph, Interpolation interpolation)
    {
        _graph = graph;
        _interpolation = interpolation;
        _half = graph.Scalar("half", 0.5);
        _one = graph.Scalar("one", 1.0);
    }

    /// <summary>Appends all nodes.</summary>
    /// <param name="picture">Uint8 [1, rows, columns, 3].</param>
    /// <param name="size">Int64 [2]: the numbers of its rows and columns.</param>
    /// <param name="resized">Int64 [2]: those it is resized to.</param>
    /// <param name="start">Int64 [2]: the first resized row and column that is wanted.</param>
    /// <param name="count">Int64 [2]: how many are wanted.</param>
    /// <returns>Float [1, 3, count, count], whole numbers from 0 to 255.</returns>
    public string Append(string picture, string size, string resized, string start, string count)
    {
        var rows = Side.Of(this, size, resized, start, count, 0);
        var columns = Side.Of(this, size, resized, start, count, 1);

        // What no wanted pixel is made of is cut away first.
        var axes = _graph.Vector<long>("picture_axes", 1, 2);
        picture = _graph.Apply("Slice", picture, Pair(rows.Begin, columns.Begin), Pair(rows.End, columns.End), axes);
        picture = _graph.Apply("Transpose", [picture], GraphAttribute.Ints("perm", 0, 3, 1, 2));
        var narrow = ToByte(WeightedSums(picture, columns), DataType.Uint8);
        var standing = _graph.Apply("Transpose", [narrow], GraphAttribute.Ints("perm", 0, 1, 3, 2));
        var small = ToByte(WeightedSums(standing, rows), DataType.Float);
        return _graph.Apply("Transpose", [small], GraphAttribute.Ints("perm", 0, 1, 3, 2));
    }

    /// <summary>Along the picture's last axis: int32 [1, 3, lines, wanted], sums of bytes times weights in fixed point.</summary>
    private string WeightedSums(string picture, Side side)
    {
        var fixedPoint = RoundAwayFromZero(_graph.Apply("Mul", Weights(side), _graph.Scalar("unit", (double)(1 << ResamplingWeights.FractionBits))));
        string? sums = null;
        for (var part = Parts - 1; part >= 0; part--)
        {
            var digits = fixedPoint;
            if (part > 0)
            {
                var unit = _graph.Scalar("part_unit", (double)(1 << (BitsOfPart * part)));
                digits = _graph.Apply("Floor", _graph.Apply("Div", fixedPoint, unit));
                fixedPoint = _graph.Apply("Sub", fixedPoint, _graph.Apply("Mul", digits, unit));
            }

            var matrix = _graph.Apply("Transpose", [Cast(digits, DataType.Int8)], GraphAttribute.Ints("perm", 1, 0));
            var product = _graph.Apply("MatMulInteger", picture, matrix);
            sums = sums is null ? product : _graph.Apply("Add", _graph.Apply("Mul", sums, _graph.Scalar("next_part", 1 << BitsOfPart)), product);
        }

        return sums!;
    }

    private string ToByte(string sums, DataType type)
    {
        var rounded = _graph.Apply("Add", sums, _graph.Scalar("rounding", ResamplingWeights.Half));

        // Division cuts off towards zero; what is negative becomes zero anyway.
        var positive = _graph.Apply("Max", rounded, _graph.Scalar("black", 0));
        var bytes = _graph.Apply("Div", positive, _graph.Scalar("fixed_point", 1 << ResamplingWeights.FractionBits));
        return Cast(_graph.Apply("Min", bytes, _graph.Scalar("full_color", (int)byte.MaxValue)), type);
    }

    /// <summary>The weight of each pixel that is there (the second axis) in each wanted one (the first axis): double, their sum 1.</summary>
    private string Weights(Side side)
    {
        var stretch = _graph.Apply("Max", side.Scale, _one);
        var pixels = Numbers(side.Begin, side.End, 0);
        var centers = _graph.Apply("Mul", _graph.Apply("Add", Numbers(side.First, _graph.Apply("Add", side.First, side.Count), 1), _half), side.Scale);
        var distances = _graph.Apply(
            "Mul", _graph.Apply("Add", _graph.Apply("Sub", pixels, centers), _half), _graph.Apply("Div", _one, stretch));
        var weights = Curve(distances);
        var sums = _graph.Apply("ReduceSum", [weights, _graph.Vector("pixels", 1L)], GraphAttribute.Int("keepdims", 1));
        return _graph.Apply("Div", weights, sums);
    }

    /// <summary>The filters of <see cref="ResamplingFilter"/>, each step in its order.</summary>
    private string Curve(string distance)
    {
        var nothing = _graph.Scalar("nothing", 0.0);
        var x = _graph.Apply("Abs", distance);
        switch (_interpolation)
        {
            case Interpolation.Bilinear:
                return _graph.Apply("Max", _graph.Apply("Sub", _one, x), nothing);
            case Interpolation.Bicubic:
                string Times(string value, double factor) => _graph.Apply("Mul", value, _graph.Scalar("factor", factor));
                string Plus(string value, double term) => _graph.Apply("Add", value, _graph.Scalar("term", term));
                string TimesX(string value) => _graph.Apply("Mul", value, x);
                var near = Plus(TimesX(TimesX(Plus(Times(x, 1.5), -2.5))), 1);
                var far = Times(Plus(TimesX(Plus(TimesX(Plus(x, -5)), 8)), -4), -0.5);
                return _graph.Apply("Where", Below(1), near, _graph.Apply("Where", Below(2), far, nothing));
            default:
                var lobes = _graph.Scalar("lobes", 3.0);
                var curve = _graph.Apply("Mul", Sinc(distance), Sinc(_graph.Apply("Div", distance, lobes)));
                return _graph.Apply("Where", Below(3), curve, nothing);
        }

        string Below(double limit) => _graph.Apply("Less", x, _graph.Scalar("limit", limit));
    }

    private string Sinc(string x)
    {
        var angle = _graph.Apply("Mul", x, _graph.Scalar("pi", Math.PI));
        var isZero = _graph.Apply("Equal", x, _graph.Scalar("zero", 0.0));
        return _graph.Apply("Where", isZero, _one, _graph.Apply("Div", _graph.Apply("Sin", angle), angle));
    }

    private string RoundAwayFromZero(string numbers) => _graph.Apply(
        "Mul", _graph.Apply("Sign", numbers), _graph.Apply("Floor", _graph.Apply("Add", _graph.Apply("Abs", numbers), _half)));

    private string Numbers(string from, string to, long axis) => _graph.Apply(
        "Unsqueeze", Cast(_graph.Apply("Range", from, to, _graph.Scalar("step", 1L)), DataType.Double), _graph.Vector("axis", axis));

    private string Pair(string first, string second)
    {
        var axis = _graph.Vector("pair_axis", 0L);
        return _graph.Apply(
            "Concat", [_graph.Apply("Unsqueeze", first, axis), _graph.Apply("Unsqueeze", second, axis)], GraphAttribute.Int("axis", 0));
    }

    private string Cast(string value, DataType type) => _graph.Apply("Cast", [value], GraphAttribute.Int("to", (long)type));

    /// <summary>One side of the picture, in scalars: which resized pixels are wanted, and which pixels of the source may have a weight in them.</summary>
    /// <param name="First">Int64: the first wanted one.</param>
    /// <param name="Count">Int64: how many are wanted.</param>
    /// <param name="Begin">Int64: the first pixel of the source.</param>
    /// <param name="End">Int64: the one behind its last.</param>
    /// <param name="Scale">Double: how many pixels of the source one resized pixel takes.</param>
    private sealed record Side(string First, string Count, string Begin, string End, string Scale)
    {
        public static Side Of(ResamplingGraph writer, string size, string resized, string start, string count, long axis)
        {
            var graph = writer._graph;
            var index = graph.Scalar("side", axis);
            string At(string sizes) => graph.Apply("Gather", sizes, index);
            string Exact(string number) => writer.Cast(number, DataType.Double);
            var (from, first, wanted) = (At(size), At(start), At(count));
            var scale = graph.Apply("Div", Exact(from), Exact(At(resized)));
            var support = graph.Apply(
                "Mul", graph.Apply("Max", scale, writer._one), graph.Scalar("support", ResamplingFilter.Of(writer._interpolation).Support));
            string Center(string pixel) => graph.Apply("Mul", graph.Apply("Add", Exact(pixel), writer._half), scale);
            var last = graph.Apply("Sub", graph.Apply("Add", first, wanted), graph.Scalar("last", 1L));
            var begin = writer.Cast(graph.Apply("Floor", graph.Apply("Sub", Center(first), support)), DataType.Int64);
            var end = writer.Cast(graph.Apply("Ceil", graph.Apply("Add", Center(last), support)), DataType.Int64);
            return new(first, wanted, graph.Apply("Max", begin, graph.Scalar("zero", 0L)), graph.Apply("Min", end, from), scale);
        }
    }
}
