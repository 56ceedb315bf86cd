namespace EfficientNet.Inference;

/// <summary>How ONNX Runtime is to run a graph.</summary>
/// <param name="Owner">The public class that a session belongs to: it is named when it is used after it was disposed of.</param>
/// <param name="Threads">Threads within one run; 0 for one per core.</param>
/// <param name="Provider">What to run it on.</param>
/// <param name="DeviceId">Which device of that provider.</param>
internal sealed record OnnxSessionSettings(
    Type Owner, int Threads = 0, ExecutionProvider Provider = ExecutionProvider.Cpu, int DeviceId = 0);
