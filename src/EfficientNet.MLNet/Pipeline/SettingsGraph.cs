using EfficientNet.Graph;
using EfficientNet.Graph.Onnx;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>A graph whose output is constant: what the mapping from picture to pixels has to know.</summary>
internal static class SettingsGraph
{
    public static void Write(PictureSettings settings, Stream destination)
    {
        var writer = new GraphWriter("settings");
        writer.Input(TemporaryColumns.Row, TensorProto.Types.DataType.Int64, 1, 1);
        writer.Rename(writer.Strings("settings", settings.ToTexts()), TemporaryColumns.Settings);
        writer.Output(TemporaryColumns.Settings, TensorProto.Types.DataType.String, PictureSettings.Count);
        OnnxGraph.Of(writer).WriteTo(destination);
    }
}
