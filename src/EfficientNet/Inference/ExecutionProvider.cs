namespace EfficientNet.Inference;

/// <summary>What ONNX Runtime computes a network on. All but the first need a package of ONNX Runtime that has them.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor; every package of ONNX Runtime has it.</summary>
    Cpu,

    /// <summary>A graphics processor of NVIDIA's, by <c>Microsoft.ML.OnnxRuntime.Gpu</c> with CUDA and cuDNN installed.</summary>
    Cuda,

    /// <summary>A graphics processor under Windows, by <c>Microsoft.ML.OnnxRuntime.DirectML</c>.</summary>
    DirectML,

    /// <summary>Apple's processors, by the packages of ONNX Runtime for macOS and iOS.</summary>
    CoreML,
}
