namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// Stands for what a decoded picture leaves behind in native memory until its finalizers run, even when it was disposed of: some ten kilobytes in
/// Skia. The garbage collector sees only the small objects that hold it, and would let tens or hundreds of megabytes come together. This is
/// garbage from the start, so that it goes in the same collection.
/// </summary>
internal sealed class DecoderRemains
{
    // More than it is: the collector waits for several megabytes, and for ten times as many where it frees them late. So there is a
    // collection every few hundred pictures, which takes no time beside theirs.
    private const int Bytes = 40_000;

    private DecoderRemains() => GC.AddMemoryPressure(Bytes);

    ~DecoderRemains() => GC.RemoveMemoryPressure(Bytes);

    /// <summary>Tells the garbage collector of one picture's remains.</summary>
    public static void Leave() => _ = new DecoderRemains();
}
