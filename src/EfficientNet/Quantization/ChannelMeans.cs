using System.Runtime.InteropServices;

namespace EfficientNet.Quantization;

/// <summary>The means of channels as a calibration holds them: numbers of single precision, little-endian, which JSON writes in base 64.</summary>
internal static class ChannelMeans
{
    public static byte[] Of(float[] means) => MemoryMarshal.AsBytes<float>(means).ToArray();

    public static float[] Numbers(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
