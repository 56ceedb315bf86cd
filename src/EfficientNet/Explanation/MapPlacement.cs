using EfficientNet.Imaging;

namespace EfficientNet.Explanation;

/// <summary>
/// Which cells of a map lie under a picture's rows, or its columns: the way back from the network's input through crop and resize. The cells
/// tile the input evenly. Padding on one side only, as TensorFlow's, would put the middles of the fields that cells are convolved from half a
/// cell further; but networks learn to look where the object is: maps of pictures and of the same pictures mirrored match best without any shift.
/// </summary>
internal readonly struct MapPlacement
{
    /// <summary>The sharpness of Keys' cubic convolution (1981) that is exact for parabolas.</summary>
    private const float Sharpness = -0.5f;

    private const int Taps = 4;

    private readonly int[] _cells;
    private readonly float[] _weights;

    private MapPlacement(int first, int[] cells, float[] weights)
    {
        First = first;
        _cells = cells;
        _weights = weights;
    }

    /// <summary>The first row or column that the network saw.</summary>
    public int First { get; }

    /// <summary>The one behind the last that it saw.</summary>
    public int End => First + (_cells.Length / Taps);

    public static MapPlacement OfRows(Preprocessing preprocessing, PreprocessingGeometry geometry, int height, int cells) => Of(
        height, geometry.Source.Top, (double)geometry.ResizedHeight / geometry.Source.Height, geometry.Top, preprocessing.Height, cells);

    public static MapPlacement OfColumns(Preprocessing preprocessing, PreprocessingGeometry geometry, int width, int cells) => Of(
        width, geometry.Source.Left, (double)geometry.ResizedWidth / geometry.Source.Width, geometry.Left, preprocessing.Width, cells);

    /// <summary>What a row or column between <see cref="First"/> and <see cref="End"/> gets of the cells along its side.</summary>
    public float Interpolate(int position, ReadOnlySpan<float> cells)
    {
        var start = (position - First) * Taps;
        float sum = 0;
        for (var tap = start; tap < start + Taps; tap++)
        {
            sum += _weights[tap] * cells[_cells[tap]];
        }

        return sum;
    }

    private static MapPlacement Of(int size, int sourceStart, double scale, int cropStart, int inputSize, int cells)
    {
        // A pixel was seen if its middle is within the crop.
        double InputAt(int position) => ((position + 0.5 - sourceStart) * scale) - cropStart;
        var first = 0;
        while (first < size && InputAt(first) < 0)
        {
            first++;
        }

        var end = first;
        while (end < size && InputAt(end) <= inputSize)
        {
            end++;
        }

        var indices = new int[(end - first) * Taps];
        var weights = new float[indices.Length];
        for (var position = first; position < end; position++)
        {
            var place = (InputAt(position) / inputSize * cells) - 0.5;
            var before = (int)Math.Floor(place);
            for (var tap = 0; tap < Taps; tap++)
            {
                var cell = before - 1 + tap;
                var index = ((position - first) * Taps) + tap;
                indices[index] = Math.Clamp(cell, 0, cells - 1); // cells beyond the edge are as those at the edge
                weights[index] = Weight((float)Math.Abs(place - cell));
            }
        }

        return new MapPlacement(first, indices, weights);
    }

    private static float Weight(float distance) => distance switch
    {
        < 1 => ((((Sharpness + 2) * distance) - (Sharpness + 3)) * distance * distance) + 1,
        < 2 => Sharpness * (((((distance - 5) * distance) + 8) * distance) - 4),
        _ => 0,
    };
}
