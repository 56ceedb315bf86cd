using EfficientNet.Graph;
using EfficientNet.Graph.Onnx;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>A graph whose outputs are constant: what the mapping from a picture to the network's input has to know, and what the chain is.</summary>
internal static class SettingsGraph
{
    public static void Write(PictureSettings settings, ChainDescription description, Stream destination)
    {
        var writer = new GraphWriter("settings");
        writer.Input(TemporaryColumns.Row, TensorProto.Types.DataType.Int64, 1, 1);
        Add("settings", settings.ToTexts(), TemporaryColumns.Settings);
        Add("description", [description.ToText()], TemporaryColumns.Description);
        OnnxGraph.Of(writer).WriteTo(destination);

        void Add(string hint, string[] texts, string output)
        {
            writer.Rename(writer.Strings(hint, texts), output);
            writer.Output(output, TensorProto.Types.DataType.String, texts.Length);
        }
    }
}
