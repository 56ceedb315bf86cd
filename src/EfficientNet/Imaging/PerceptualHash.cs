using System.Buffers.Binary;
using System.Numerics;
using EfficientNet.Imaging.Resampling;

namespace EfficientNet.Imaging;

/// <summary>
/// What a picture looks like from afar, in 64 bits: the signs of the lowest frequencies of its brightness, against their median. Copies that were
/// saved anew, resized, lightened or slightly cropped differ in few bits (Zauner: Implementation and Benchmarking of Perceptual Image Hash Functions,
/// 2010, section 3.2.1, the hash by discrete cosine transform).
/// </summary>
/// <param name="Bits">One bit a frequency.</param>
/// <param name="HasStructure">Whether there is anything to see; bits of an evenly coloured picture are noise, so it is near to none.</param>
internal readonly record struct PerceptualHash(ulong Bits, bool HasStructure)
{
    /// <summary>The number of bytes of <see cref="Write"/> and <see cref="Read"/>.</summary>
    public const int Length = sizeof(ulong) + 1;

    /// <summary>Pictures whose hashes differ in no more bits than this count as the same.</summary>
    public const int DefaultThreshold = 8;

    private const int Side = 32;
    private const int Frequencies = 8;

    // Amplitude in grey levels, below which a picture counts as even.
    private const double LeastAmplitude = 2;

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

    private static readonly double[] _cosines = Cosines();

    /// <summary>The hash of a picture, given as <see cref="Preprocessing.Apply"/> takes it.</summary>
    public static PerceptualHash Of(ReadOnlySpan<byte> pixels, int height, int width, PixelOrder order, int orientation = 1)
    {
        var small = new float[3 * Side * Side];
        _small.Apply(pixels, height, width, order, small, orientation);
        const int plane = Side * Side;
        Span<double> rows = stackalloc double[Side * Frequencies];
        for (var y = 0; y < Side; y++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                var sum = 0.0;
                for (var x = 0; x < Side; x++)
                {
                    var place = (y * Side) + x;
                    var grey = (0.299 * small[place]) + (0.587 * small[plane + place]) + (0.114 * small[(2 * plane) + place]);
                    sum += 255 * grey * _cosines[(u * Side) + x];
                }

                rows[(y * Frequencies) + u] = sum;
            }
        }

        Span<double> coefficients = stackalloc double[Frequencies * Frequencies];
        for (var v = 0; v < Frequencies; v++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                var sum = 0.0;
                for (var y = 0; y < Side; y++)
                {
                    sum += rows[(y * Frequencies) + u] * _cosines[(v * Side) + y];
                }

                coefficients[(v * Frequencies) + u] = sum;
            }
        }

        Span<double> sorted = stackalloc double[coefficients.Length];
        coefficients.CopyTo(sorted);
        sorted.Sort();
        var median = (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
        var (bits, energy) = (0UL, 0.0);
        for (var i = 0; i < coefficients.Length; i++)
        {
            bits |= coefficients[i] > median ? 1UL << i : 0;
            energy += coefficients[i] * coefficients[i];
        }

        return new PerceptualHash(bits, Math.Sqrt(energy) / Side >= LeastAmplitude);
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    public static PerceptualHash Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), bytes[sizeof(ulong)] != 0);

    /// <summary>Writes the hash as <see cref="Length"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Bits);
        bytes[sizeof(ulong)] = HasStructure ? (byte)1 : (byte)0;
    }

    /// <summary>In how many bits two hashes differ, 0 to 64.</summary>
    public int Distance(PerceptualHash other) => BitOperations.PopCount(Bits ^ other.Bits);

    /// <summary>Whether two pictures count as the same.</summary>
    public bool IsNear(PerceptualHash other, int threshold = DefaultThreshold) => HasStructure && other.HasStructure && Distance(other) <= threshold;

    private static double[] Cosines()
    {
        var cosines = new double[Frequencies * Side];
        for (var frequency = 0; frequency < Frequencies; frequency++)
        {
            for (var place = 0; place < Side; place++)
            {
                cosines[(frequency * Side) + place] = Math.Sqrt(2.0 / Side) * Math.Cos(Math.PI * (frequency + 1) * (place + 0.5) / Side);
            }
        }

        return cosines;
    }
}
