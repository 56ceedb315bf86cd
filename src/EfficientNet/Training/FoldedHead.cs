using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>Makes a head for features as they are out of the solver's numbers.</summary>
internal static class FoldedHead
{
    /// <summary>Leaves out what only fills tiles, and folds the features' scaling and the temperature in.</summary>
    public static ClassificationHead Of(float[] numbers, HeadShape shape, FeatureScaling scaling, float temperature)
    {
        var (hiddenWeight, hiddenBias) = shape.Hidden is null ? ([], []) : Compact(numbers, shape.Hidden, shape.HiddenUnits, shape.Features);
        var (weight, bias) = Compact(numbers, shape.Top, shape.Classes, shape.Hidden is null ? shape.Features : shape.HiddenUnits);
        var (firstWeight, firstBias) = shape.Hidden is null ? (weight, bias) : (hiddenWeight, hiddenBias);
        for (var output = 0; output < firstBias.Length; output++)
        {
            scaling.Fold(firstWeight.AsSpan(output * shape.Features, shape.Features), ref firstBias[output]);
        }

        TensorPrimitives.Divide(weight, temperature, weight);
        TensorPrimitives.Divide(bias, temperature, bias);
        return new ClassificationHead(shape.Features, hiddenWeight, hiddenBias, weight, bias);
    }

    private static (float[] Weight, float[] Bias) Compact(float[] numbers, HeadLayer layer, int outputs, int inputs)
    {
        var compact = new float[outputs * inputs];
        for (var output = 0; output < outputs; output++)
        {
            layer.Weight(numbers).Slice(output * layer.Inputs, inputs).CopyTo(compact.AsSpan(output * inputs));
        }

        return (compact, layer.Bias(numbers)[..outputs].ToArray());
    }
}
