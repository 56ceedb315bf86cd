using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Inference;

/// <summary>What this machine's ONNX Runtime can compute on.</summary>
internal static class ExecutionProviders
{
    /// <summary>Why a provider cannot be had, as a clause; null if ONNX Runtime has it. Its device or driver may still be missing.</summary>
    public static string? WhyMissing(ExecutionProvider provider)
    {
        var available = OrtEnv.Instance().GetAvailableProviders();
        return available.Contains(NameOf(provider))
            ? null
            : $"this machine's ONNX Runtime has only {string.Join(" and ", available)}; reference its package with {provider}";
    }

    /// <summary>Asks for a provider where it is not the processor, which is always there.</summary>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime cannot use it.</exception>
    public static void Append(SessionOptions options, ExecutionProvider provider, int deviceId)
    {
        switch (provider)
        {
            case ExecutionProvider.Cuda:
                options.AppendExecutionProvider_CUDA(deviceId);
                break;
            case ExecutionProvider.DirectML:
                options.EnableMemoryPattern = false; // which this provider refuses
                options.AppendExecutionProvider_DML(deviceId);
                break;
            case ExecutionProvider.CoreML:
                options.AppendExecutionProvider("CoreML");
                break;
        }
    }

    private static string NameOf(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cuda => "CUDAExecutionProvider",
        ExecutionProvider.DirectML => "DmlExecutionProvider",
        ExecutionProvider.CoreML => "CoreMLExecutionProvider",
        _ => "CPUExecutionProvider",
    };
}
