using System.Collections.Concurrent;

namespace EfficientNet.Quantization;

/// <summary>Compares the values at the points of a network in single precision and in bytes, over several pictures.</summary>
internal sealed class PointComparison(Calibration calibration)
{
    private readonly ConcurrentDictionary<string, (NoiseMeter Own, NoiseMeter Cumulative)> _meters = new(StringComparer.Ordinal);

    public void Add(WatchedNetwork exact, WatchedNetwork bytes, ReadOnlyMemory<float> picture, int index)
    {
        var right = new ConcurrentDictionary<string, float[]>(StringComparer.Ordinal);
        Quantizer.Watch(exact, picture, index, (point, values, _) => right[point] = values.ToArray());
        Quantizer.Watch(bytes, picture, index, (point, values, _) =>
        {
            var scale = calibration.Ranges.TryGetValue(point, out var range) ? ByteScale.Of(range) : (ByteScale?)null;
            var (own, cumulative) = _meters.GetOrAdd(point, default((NoiseMeter, NoiseMeter)));
            var expected = right[point];
            for (var i = 0; i < expected.Length; i++)
            {
                own.Add(expected[i], scale?.Rounded(expected[i]) ?? expected[i]);
                cumulative.Add(expected[i], values[i]);
            }

            _meters[point] = (own, cumulative);
        });
    }

    public IReadOnlyList<LayerQuantization> Layers(IReadOnlyList<string> points, IReadOnlyList<StoredConvolution> convolutions)
    {
        var byName = convolutions.ToDictionary(convolution => convolution.Layer.Name);
        return [.. points.Select(Layer)];

        LayerQuantization Layer(string point)
        {
            var convolution = byName.GetValueOrDefault(point);
            return new LayerQuantization(
                point,
                calibration.Ranges.TryGetValue(point, out var range) ? range : null,
                convolution?.SignalToNoise(),
                convolution?.Quantized.WidenedForPairs ?? 0,
                convolution?.Quantized.WidenedForBias ?? 0,
                _meters[point].Own.Decibels,
                _meters[point].Cumulative.Decibels);
        }
    }
}
