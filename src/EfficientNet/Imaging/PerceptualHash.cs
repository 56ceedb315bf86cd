using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;

namespace EfficientNet.Imaging;

/// <summary>
/// What a picture looks like from afar: which of the 64 lowest frequencies of its brightness are above their median (Zauner: Implementation and
/// Benchmarking of Perceptual Image Hash Functions, 2010, section 3.2.1, the hash by discrete cosine transform; here with the frequencies of rows
/// and columns alone, which bear small crops better), and its colours in 8 x 8 places, which tell apart what agrees in the bits by chance.
/// </summary>
internal sealed class PerceptualHash
{
    /// <summary>The number of bytes of <see cref="Write"/> and <see cref="Read"/>.</summary>
    public const int Length = sizeof(ulong) + Colors;

    /// <summary>
    /// In how many bits pictures that count as the same differ at most. Copies of 243 photographs, saved with little quality, resized, lightened,
    /// darkened, cropped by 2 % at each edge, or several of these at once, differ in 12 bits at most; of their 29,403 pairs none differs in fewer
    /// than 14.
    /// </summary>
    public const int DefaultThreshold = 12;

    /// <summary>
    /// How similar in colours pictures that count as the same are at least. 98 of 100 of each kind of those copies are; the most similar pair of
    /// different photographs has 0.87, among those within 16 bits 0.81. Pictures of things of one shape before one background come closer than
    /// photographs do, which is why it is not lower.
    /// </summary>
    public const float LeastSimilarity = 0.93f;

    private const int Side = 32;
    private const int Frequencies = 8;
    private const int Places = 8;
    private const int Colors = Places * Places * 3;

    // The least deviation of the colours from their mean, in levels of 0 to 255. The photographs have 8 and more; noise on one colour has less than 1.
    private const float LeastDeviation = 2;

    private static readonly Preprocessing _small = new()
    {
        Height = Side,
        Width = Side,
        CropFraction = 1,
        CropMode = CropMode.Squash,
        Interpolation = Interpolation.Bilinear,
        Mean = default,
        Deviation = new RgbValues(1, 1, 1),
    };

    // Integers, so that all sums are exact and every machine gives the same bits.
    private static readonly long[] _cosines = Cosines();

    private readonly byte[] _colors;

    // The colours less the mean of their channel, of length 1: the product of two pictures' is their correlation.
    private readonly float[] _direction;

    private PerceptualHash(ulong bits, ReadOnlySpan<byte> colors)
    {
        Bits = bits;
        _colors = colors.ToArray();
        _direction = new float[Colors];
        TensorPrimitives.ConvertTruncating<byte, float>(_colors, _direction);
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = _direction.AsSpan(channel * Places * Places, Places * Places);
            TensorPrimitives.Subtract(plane, TensorPrimitives.Sum<float>(plane) / plane.Length, plane);
        }

        var length = TensorPrimitives.Norm<float>(_direction);
        HasStructure = length >= LeastDeviation * MathF.Sqrt(Colors);
        if (HasStructure)
        {
            TensorPrimitives.Divide(_direction, length, _direction);
        }
    }

    /// <summary>One bit a frequency, row by row, the lowest ones first.</summary>
    public ulong Bits { get; }

    /// <summary>Whether there is anything to see. The bits of a picture of one colour are noise; such a picture is near to none, not even to itself.</summary>
    public bool HasStructure { get; }

    /// <summary>The hash of a picture, given as <see cref="Preprocessing.Apply"/> takes it.</summary>
    public static PerceptualHash Of(ReadOnlySpan<byte> pixels, int height, int width, PixelOrder order, int orientation = 1)
    {
        var prepared = new float[3 * Side * Side];
        _small.Apply(pixels, height, width, order, prepared, orientation);
        var small = Array.ConvertAll(prepared, color => (int)MathF.Round(255 * color));
        return new PerceptualHash(BitsOf(small), ColorsOf(small));
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    public static PerceptualHash Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), bytes.Slice(sizeof(ulong), Colors));

    /// <summary>Writes the hash as <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Bits);
        _colors.CopyTo(bytes[sizeof(ulong)..]);
    }

    /// <summary>In how many bits two hashes differ, 0 to 64.</summary>
    public int Distance(PerceptualHash other) => BitOperations.PopCount(Bits ^ other.Bits);

    /// <summary>How similar two pictures are in their colours: the correlation, 1 for equal ones; 0 if either has no structure.</summary>
    public float Similarity(PerceptualHash other) => HasStructure && other.HasStructure ? TensorPrimitives.Dot<float>(_direction, other._direction) : 0;

    /// <summary>Whether two pictures count as the same: no more than <paramref name="threshold"/> bits differ, and the colours are similar.</summary>
    public bool IsNear(PerceptualHash other, int threshold = DefaultThreshold) => Distance(other) <= threshold && Similarity(other) >= LeastSimilarity;

    private static ulong BitsOf(int[] small)
    {
        const int plane = Side * Side;
        Span<long> rows = stackalloc long[Side * Frequencies];
        for (var y = 0; y < Side; y++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                for (var x = 0; x < Side; x++)
                {
                    // ITU-R BT.601, section 2.5.1, in thousandths.
                    var place = (y * Side) + x;
                    var grey = (299 * small[place]) + (587 * small[plane + place]) + (114 * small[(2 * plane) + place]);
                    rows[(y * Frequencies) + u] += grey * _cosines[(u * Side) + x];
                }
            }
        }

        Span<long> frequencies = stackalloc long[Frequencies * Frequencies];
        for (var v = 0; v < Frequencies; v++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                for (var y = 0; y < Side; y++)
                {
                    frequencies[(v * Frequencies) + u] += rows[(y * Frequencies) + u] * _cosines[(v * Side) + y];
                }
            }
        }

        Span<long> sorted = stackalloc long[frequencies.Length];
        frequencies.CopyTo(sorted);
        sorted.Sort();
        var below = sorted[(sorted.Length / 2) - 1];
        var bits = 0UL;
        for (var i = 0; i < frequencies.Length; i++)
        {
            bits |= frequencies[i] > below ? 1UL << i : 0;
        }

        return bits;
    }

    /// <summary>The mean colours of squares.</summary>
    private static byte[] ColorsOf(int[] small)
    {
        const int square = Side / Places;
        var colors = new byte[Colors];
        for (var i = 0; i < colors.Length; i++)
        {
            var (plane, row, column) = (i / (Places * Places), i / Places % Places, i % Places);
            var sum = square * square / 2;
            for (var y = row * square; y < (row + 1) * square; y++)
            {
                for (var x = column * square; x < (column + 1) * square; x++)
                {
                    sum += small[(((plane * Side) + y) * Side) + x];
                }
            }

            colors[i] = (byte)(sum / (square * square));
        }

        return colors;
    }

    /// <summary>By frequency and place, in parts of 2^14. Lowest is the mean; it is a bit as any other.</summary>
    private static long[] Cosines()
    {
        var cosines = new long[Frequencies * Side];
        for (var frequency = 0; frequency < Frequencies; frequency++)
        {
            for (var place = 0; place < Side; place++)
            {
                cosines[(frequency * Side) + place] = (long)Math.Round((1 << 14) * Math.Cos(Math.PI * frequency * (place + 0.5) / Side));
            }
        }

        return cosines;
    }
}
