using System.Runtime.InteropServices;
using EfficientNet.Graph.Onnx;
using Google.Protobuf;

namespace EfficientNet.Graph;

/// <summary>
/// Makes of a graph for one row of a data view (<see cref="RowInput"/>) one for any number of rows, each of which has a picture: the input becomes
/// float [rows, 3 x height x width], every output has its rows as the first dimension, and <see cref="GraphFrame.ValidInput"/> is gone. The layers
/// are what they were; their results may differ in the last bits, as other numbers of rows are computed in another order.
/// </summary>
internal static class BatchGraph
{
    private const string Rows = "rows";

    /// <summary>Reads a graph of one row and answers that of many.</summary>
    /// <param name="rowGraph">The ONNX file.</param>
    /// <exception cref="InvalidDataException">It is no such graph.</exception>
    public static ModelProto Of(Stream rowGraph)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(rowGraph);
        GraphProto graph = model.Graph ?? throw NotOfOneRow("it has no nodes");
        var reshape = graph.Node.FirstOrDefault(node => node.OpType == "Reshape" && graph.Input.Any(input => input.Name == node.Input[0]))
            ?? throw NotOfOneRow("nothing gives its input a shape");
        var shape = graph.Initializer.FirstOrDefault(tensor => tensor.Name == reshape.Input[1]) ?? throw NotOfOneRow("its input's shape is not constant");
        var dimensions = MemoryMarshal.Cast<byte, long>(shape.RawData.Span).ToArray();
        if (dimensions is not [1, > 0, > 0, > 0])
        {
            throw NotOfOneRow($"its input's shape is {string.Join(" x ", dimensions)}");
        }

        TakeMany(graph, reshape.Input[0], dimensions);
        shape.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>([-1, .. dimensions[1..]]));
        var producers = graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary(pair => pair.output, pair => pair.node);
        foreach (var output in graph.Output)
        {
            GiveMany(producers, output);
        }

        RemoveUnused(graph);
        return model;
    }

    private static void TakeMany(GraphProto graph, string name, long[] dimensions)
    {
        var input = graph.Input.Single(each => each.Name == name);
        graph.Input.Clear();
        graph.Input.Add(input);
        var shape = input.Type.TensorType.Shape;
        shape.Dim.Clear();
        shape.Dim.Add(((GraphDimension)Rows).ToProto());
        shape.Dim.Add(((GraphDimension)(dimensions[1] * dimensions[2] * dimensions[3])).ToProto());
    }

    /// <summary>Connects an output with what stands before the nodes that are there for the sake of a single row.</summary>
    private static void GiveMany(Dictionary<string, NodeProto> producers, ValueInfoProto output)
    {
        var shape = output.Type.TensorType.Shape;
        var last = producers[output.Name];
        var isSqueezed = false;
        while (producers.TryGetValue(last.Input[0], out var node))
        {
            if (node.OpType == "Squeeze")
            {
                isSqueezed = true;
                last.Input[0] = node.Input[0];
            }
            else if (node.OpType == "Where")
            {
                last.Input[0] = node.Input[1];
            }
            else
            {
                break;
            }
        }

        var rows = ((GraphDimension)Rows).ToProto();
        if (isSqueezed)
        {
            shape.Dim.Insert(0, rows);
        }
        else
        {
            shape.Dim[0] = rows;
        }
    }

    /// <summary>Removes what no output needs any more; ONNX Runtime would run into inputs that are not there.</summary>
    private static void RemoveUnused(GraphProto graph)
    {
        var needed = graph.Output.Select(output => output.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var node in graph.Node.Reverse())
        {
            if (node.Output.Any(needed.Contains))
            {
                needed.UnionWith(node.Input);
            }
        }

        Keep(graph.Node, node => node.Output.Any(needed.Contains));
        Keep(graph.Initializer, tensor => needed.Contains(tensor.Name));
        graph.ValueInfo.Clear();

        static void Keep<T>(Google.Protobuf.Collections.RepeatedField<T> all, Func<T, bool> isKept)
        {
            T[] kept = [.. all.Where(isKept)];
            all.Clear();
            all.AddRange(kept);
        }
    }

    private static InvalidDataException NotOfOneRow(string found) => new($"The graph is not one for a row of a data view: {found}.");
}
