using EfficientNet.Graph;
using static EfficientNet.Graph.Onnx.TensorProto.Types;

namespace EfficientNet.Imaging;

/// <summary>
/// Lanczos resizing as ONNX nodes, which have no operator for it: a matrix of weights for each side, computed from the sizes when
/// the graph runs, multiplied to the picture from both sides; bytes in between, as everywhere. The formulas are those of
/// <see cref="Resampling.ResamplingFilter"/>.
/// </summary>
internal static class LanczosGraph
{
    private const double Lobes = 3;

    /// <summary>Appends all nodes.</summary>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="picture">Float [1, 3, rows, columns], 0 to 255.</param>
    /// <param name="size">Int64 [2]: the numbers of its rows and columns.</param>
    /// <param name="resized">Int64 [2]: those it is resized to.</param>
    /// <param name="start">Int64 [2]: the first resized row and column that is wanted.</param>
    /// <param name="count">Int64 [2]: how many are wanted.</param>
    /// <returns>Float [1, 3, count, count], whole numbers from 0 to 255.</returns>
    public static string Append(GraphWriter graph, string picture, string size, string resized, string start, string count)
    {
        var columns = graph.Apply("Transpose", [Weights(graph, size, resized, start, count, 1)], GraphAttribute.Ints("perm", 1, 0));
        var rows = Weights(graph, size, resized, start, count, 0);
        return ToBytes(graph, graph.Apply("MatMul", rows, ToBytes(graph, graph.Apply("MatMul", picture, columns))));
    }

    /// <summary>The weight of each of the picture's pixels (the second axis) in each wanted one (the first axis), along one side.</summary>
    private static string Weights(GraphWriter graph, string size, string resized, string start, string count, long side)
    {
        var index = graph.Scalar("side", side);
        string Side(string sizes) => graph.Apply("Gather", sizes, index);
        string Numbers(string from, string to, long axis) =>
            graph.Apply("Unsqueeze", ToDouble(graph.Apply("Range", from, to, graph.Scalar("step", 1L))), graph.Vector("axis", axis));
        string ToDouble(string number) => graph.Apply("Cast", [number], GraphAttribute.Int("to", (long)DataType.Double));

        var (from, first) = (Side(size), Side(start));
        var half = graph.Scalar("half", 0.5);
        var scale = graph.Apply("Div", ToDouble(from), ToDouble(Side(resized)));
        var stretch = graph.Apply("Max", scale, graph.Scalar("one", 1.0));
        var centers = graph.Apply("Mul", graph.Apply("Add", Numbers(first, graph.Apply("Add", first, Side(count)), 1), half), scale);
        var pixels = graph.Apply("Add", Numbers(graph.Scalar("zero", 0L), from, 0), half);
        var distances = graph.Apply("Div", graph.Apply("Sub", pixels, centers), stretch);
        var curve = graph.Apply("Mul", Sinc(graph, distances), Sinc(graph, graph.Apply("Div", distances, graph.Scalar("lobes", Lobes))));
        var isNear = graph.Apply("Less", graph.Apply("Abs", distances), graph.Scalar("lobes", Lobes));
        var weights = graph.Apply("Where", isNear, curve, graph.Scalar("nothing", 0.0));
        var sums = graph.Apply("ReduceSum", [weights, graph.Vector("pixels", 1L)], GraphAttribute.Int("keepdims", 1));
        return graph.Apply("Cast", [graph.Apply("Div", weights, sums)], GraphAttribute.Int("to", (long)DataType.Float));
    }

    private static string Sinc(GraphWriter graph, string x)
    {
        var angle = graph.Apply("Mul", x, graph.Scalar("pi", Math.PI));
        var isZero = graph.Apply("Equal", x, graph.Scalar("zero", 0.0));
        return graph.Apply("Where", isZero, graph.Scalar("one", 1.0), graph.Apply("Div", graph.Apply("Sin", angle), angle));
    }

    private static string ToBytes(GraphWriter graph, string picture) =>
        graph.Apply("Clip", graph.Apply("Round", picture), graph.Scalar("black", 0f), graph.Scalar("full_color", 255f));
}
