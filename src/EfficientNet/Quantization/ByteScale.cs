namespace EfficientNet.Quantization;

/// <summary>
/// Which number a byte stands for: <c>(byte - ZeroPoint) * Scale</c>. Zero is always one of them, as padding and ReLU need it.
/// </summary>
internal readonly record struct ByteScale(float Scale, byte ZeroPoint)
{
    public static ByteScale Of(ActivationRange range)
    {
        var scale = (float)(((double)range.High - range.Low) / byte.MaxValue);
        return new(scale, (byte)Math.Clamp(Math.Round(-range.Low / scale), byte.MinValue, byte.MaxValue));
    }

    /// <summary>The number that a value is stored as, as ONNX's QuantizeLinear rounds: to the nearest, ties to even.</summary>
    public float Rounded(float value) => ((float)Math.Clamp(MathF.Round(value / Scale) + ZeroPoint, byte.MinValue, byte.MaxValue) - ZeroPoint) * Scale;
}
