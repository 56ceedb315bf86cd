namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// Stands for what a decoded picture leaves behind in native memory until its finalizers run, even when it was disposed of: some ten kilobytes in
/// Skia. The garbage collector sees only the small objects that hold it, and would let hundreds of megabytes come together. This is
/// garbage from the start, so that it goes in the same collection.
/// </summary>
internal sealed class DecoderRemains
{
    private const int Bytes = 10_000;

    private DecoderRemains() => GC.AddMemoryPressure(Bytes);

    ~DecoderRemains() => GC.RemoveMemoryPressure(Bytes);

    /// <summary>Tells the garbage collector of one picture's remains.</summary>
    public static void Leave() => _ = new DecoderRemains();
}
