using EfficientNet.Architecture;
using EfficientNet.Imaging;
using static EfficientNet.Graph.Onnx.TensorProto.Types;

namespace EfficientNet.Graph;

/// <summary>
/// What stands before and behind the network in every graph: the inputs, with preprocessing or without, and the outputs' last
/// nodes, which take out the first dimension and blank rows without a picture.
/// </summary>
internal sealed class GraphFrame(GraphWriter graph, Preprocessing? preprocessing, bool oneRow, RowInput rowInput = RowInput.None)
{
    /// <summary>The input that takes normalized pixels.</summary>
    public const string NormalizedInput = "input";

    /// <summary>The input that takes normalized pixels as a row of a data view has them: float [1, 3 x height x width].</summary>
    public const string PreparedInput = "prepared";

    /// <summary>The input that says whether there is a picture in the row: int64 [1], 1 or 0.</summary>
    public const string ValidInput = "valid";

    /// <summary>Names that outputs cannot have because inputs may have them.</summary>
    public static readonly IReadOnlyList<string> InputNames = [NormalizedInput, PreprocessingGraph.PixelsInput, PreprocessingGraph.SizeInput];

    private const string Scope = "outputs";

    private string? _isPicture;
    private string? _firstAxis;

    /// <summary>Declares the inputs; answers the normalized pixels, [batch, 3, height, width].</summary>
    public string Input(GraphDimension batch, GraphDimension height, GraphDimension width)
    {
        if (rowInput != RowInput.None)
        {
            return Row(height.Size!.Value, width.Size!.Value);
        }

        if (preprocessing is null)
        {
            return graph.Input(NormalizedInput, DataType.Float, batch, Network.InputChannels, height, width);
        }

        var (input, size) = PreprocessingGraph.Append(graph, preprocessing);
        graph.Scope = Scope;
        _isPicture = ToBool(graph.Apply("Gather", size, graph.Scalar("valid_index", 2L)));
        return input;
    }

    /// <summary>
    /// A row's numbers come as one list, whose length a data view may not know, and get their shape from a constant: all shapes behind it are
    /// known before the graph runs.
    /// </summary>
    private string Row(long height, long width)
    {
        var numbers = Network.InputChannels * height * width;
        var mayLackPicture = rowInput == RowInput.PreparedOrNone;
        var input = graph.Input(PreparedInput, DataType.Float, 1, mayLackPicture ? "numbers" : (GraphDimension)numbers);
        if (mayLackPicture)
        {
            var valid = graph.Input(ValidInput, DataType.Int64, 1);
            graph.Scope = Scope;
            _isPicture = ToBool(valid);
        }

        graph.Scope = "";
        return graph.Apply("Reshape", input, graph.Vector("prepared_shape", 1L, Network.InputChannels, height, width));
    }

    private string ToBool(string value) => graph.Apply("Cast", [value], GraphAttribute.Int("to", (long)DataType.Bool));

    /// <summary>Declares a value of this shape as an output under a name that has been claimed.</summary>
    public void Output(string name, string value, DataType type, GraphDimension[] shape)
    {
        graph.Scope = Scope;
        if (oneRow && shape.Length > 1)
        {
            _firstAxis ??= graph.Vector("first_axis", 0L);
            value = graph.Apply("Squeeze", value, _firstAxis);
            shape = shape[1..];
        }

        if (_isPicture is not null)
        {
            // At the very end, so that rows with a picture are, bit for bit, what they would be without this.
            var nothing = type == DataType.String ? graph.Strings("no_label", [""]) : graph.Scalar("no_number", float.NaN);
            value = graph.Apply("Where", _isPicture, value, nothing);
        }

        graph.Append("Identity", [value], [name]);
        graph.Output(name, type, shape);
    }
}
