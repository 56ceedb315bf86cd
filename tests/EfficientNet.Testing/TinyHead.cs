using EfficientNet.Training;

namespace EfficientNet.Testing;

/// <summary>Heads that no training made, for tests of what stands around them; the same every time.</summary>
public static class TinyHead
{
    /// <summary>A head with numbers of both signs.</summary>
    public static ClassificationHead Of(int features, int classes, int hiddenUnits = 0)
    {
        var inputs = hiddenUnits == 0 ? features : hiddenUnits;
        var numbers = new DeterministicTensors(
        [
            ("head.hidden.weight", [Math.Max(hiddenUnits, 1), features]),
            ("head.hidden.bias", [Math.Max(hiddenUnits, 1)]),
            ("head.weight", [classes, inputs]),
            ("head.bias", [classes]),
        ]);
        return hiddenUnits == 0
            ? new ClassificationHead(features, Read("head.weight"), Read("head.bias"))
            : new ClassificationHead(features, Read("head.hidden.weight"), Read("head.hidden.bias"), Read("head.weight"), Read("head.bias"));

        float[] Read(string name)
        {
            var values = new float[numbers.Tensors[name].Shape.Aggregate(1, (product, size) => product * size)];
            numbers.Read(name, values);
            return values;
        }
    }
}
