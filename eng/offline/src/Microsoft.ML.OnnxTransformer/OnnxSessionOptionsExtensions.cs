using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

public static class OnnxSessionOptionsExtensions
{
    private const string Key = "OnnxSessionOptions";

    // Null where none were set.
    public static OnnxSessionOptions GetOnnxSessionOption(this IHostEnvironment env) =>
        env is IHostEnvironmentInternal local ? (OnnxSessionOptions)local.GetOptionOrDefault(Key) : throw new ArgumentException("No Onnx Session Options");

    public static void SetOnnxSessionOption(this IHostEnvironment env, OnnxSessionOptions onnxSessionOptions)
    {
        if (env is not IHostEnvironmentInternal local)
            throw new ArgumentException("No Onnx Session Options");
        local.SetOption(Key, onnxSessionOptions);
    }
}
