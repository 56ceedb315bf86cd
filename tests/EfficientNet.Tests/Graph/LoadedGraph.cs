using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Tests.Graph;

/// <summary>A graph in a plain session of ONNX Runtime, as any other program would load it.</summary>
internal sealed class LoadedGraph : IDisposable
{
    public LoadedGraph(byte[] model, string logId)
    {
        using var options = new SessionOptions { LogId = logId };
        Session = new InferenceSession(model, options);
    }

    public InferenceSession Session { get; }

    public Dictionary<string, Value> Run(Dictionary<string, (Array Values, long[] Shape)> inputs)
    {
        var tensors = inputs.ToDictionary(input => input.Key, input => input.Value.Values switch
        {
            float[] numbers => OrtValue.CreateTensorValueFromMemory(numbers, input.Value.Shape),
            byte[] bytes => OrtValue.CreateTensorValueFromMemory(bytes, input.Value.Shape),
            long[] integers => OrtValue.CreateTensorValueFromMemory(integers, input.Value.Shape),
            _ => throw new NotSupportedException(),
        });
        try
        {
            using var options = new RunOptions();
            using var outputs = Session.Run(options, tensors, Session.OutputNames);
            return Session.OutputNames.Zip(outputs).ToDictionary(pair => pair.First, pair => Copy(pair.Second));
        }
        finally
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    public void Dispose() => Session.Dispose();

    private static Value Copy(OrtValue value)
    {
        var description = value.GetTensorTypeAndShape();
        return description.IsString
            ? new(description.Shape, null, value.GetStringTensorAsArray())
            : new(description.Shape, value.GetTensorDataAsSpan<float>().ToArray(), null);
    }

    internal sealed record Value(long[] Shape, float[]? Numbers, string[]? Texts);
}
