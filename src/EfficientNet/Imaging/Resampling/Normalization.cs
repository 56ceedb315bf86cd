using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EfficientNet.Imaging.Resampling;

/// <summary>What becomes of every byte in each channel. Looking it up is as fast as two divisions by vectors, and as exact.</summary>
internal sealed class Normalization
{
    private const int Colors = 256;
    private readonly float[] _red;
    private readonly float[] _green;
    private readonly float[] _blue;
    private readonly bool _blueFirst;

    private Normalization(Preprocessing preprocessing, bool blueFirst)
    {
        _red = Table(preprocessing.Mean.Red, preprocessing.Deviation.Red);
        _green = Table(preprocessing.Mean.Green, preprocessing.Deviation.Green);
        _blue = Table(preprocessing.Mean.Blue, preprocessing.Deviation.Blue);
        _blueFirst = blueFirst;
    }

    /// <summary>The normalization a preprocessing asks for.</summary>
    public static Normalization Of(Preprocessing preprocessing, bool blueFirst) => new(preprocessing, blueFirst);

    /// <summary>Normalizes a row of pixels of three bytes.</summary>
    /// <param name="row">The pixels.</param>
    /// <param name="destination">The three planes.</param>
    /// <param name="place">Where in the first plane the row begins.</param>
    public void Apply(ReadOnlySpan<byte> row, Span<float> destination, int place)
    {
        var (plane, count) = (destination.Length / 3, row.Length / 3);
        var first = _blueFirst ? _blue : _red;
        var third = _blueFirst ? _red : _blue;
        Look(row, first, destination.Slice(place + (_blueFirst ? 2 * plane : 0), count));
        Look(row[1..], _green, destination.Slice(place + plane, count));
        Look(row[2..], third, destination.Slice(place + (_blueFirst ? 0 : 2 * plane), count));
    }

    /// <summary>Gives all pixels one colour.</summary>
    public void Fill((int Red, int Green, int Blue) color, Span<float> destination)
    {
        var plane = destination.Length / 3;
        destination[..plane].Fill(_red[color.Red]);
        destination.Slice(plane, plane).Fill(_green[color.Green]);
        destination[(2 * plane)..].Fill(_blue[color.Blue]);
    }

    private static void Look(ReadOnlySpan<byte> row, float[] table, Span<float> destination)
    {
        ref var color = ref MemoryMarshal.GetReference(row);
        ref var number = ref MemoryMarshal.GetArrayDataReference(table);
        var i = 0;
        for (; i + 4 <= destination.Length; i += 4)
        {
            ref var four = ref Unsafe.Add(ref MemoryMarshal.GetReference(destination), i);
            four = Unsafe.Add(ref number, (nuint)color);
            Unsafe.Add(ref four, 1) = Unsafe.Add(ref number, (nuint)Unsafe.Add(ref color, 3));
            Unsafe.Add(ref four, 2) = Unsafe.Add(ref number, (nuint)Unsafe.Add(ref color, 6));
            Unsafe.Add(ref four, 3) = Unsafe.Add(ref number, (nuint)Unsafe.Add(ref color, 9));
            color = ref Unsafe.Add(ref color, 12);
        }

        for (; i < destination.Length; i++)
        {
            destination[i] = Unsafe.Add(ref number, (nuint)color);
            color = ref Unsafe.Add(ref color, 3);
        }
    }

    /// <summary>Step by step in single precision as PyTorch does it, so that the numbers are the same to the last bit.</summary>
    private static float[] Table(float mean, float deviation)
    {
        var table = new float[Colors];
        for (var color = 0; color < Colors; color++)
        {
            table[color] = ((color / 255f) - mean) / deviation;
        }

        return table;
    }
}
