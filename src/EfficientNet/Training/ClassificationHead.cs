using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>
/// What stands on a network's pooled features to tell own classes apart: softmax regression, or one hidden layer with ReLU before it.
/// Immutable and safe to use from several threads. Any scaling of the features and the temperature of the probabilities are in its numbers.
/// </summary>
public sealed class ClassificationHead
{
    private readonly float[] _hiddenWeight;
    private readonly float[] _hiddenBias;
    private readonly float[] _weight;
    private readonly float[] _bias;

    /// <summary>Softmax regression.</summary>
    /// <param name="features">How many features a picture has, at least 1.</param>
    /// <param name="weight">A row for each class: classes x features numbers.</param>
    /// <param name="bias">One number for each class; their count is that of the classes, at least 2.</param>
    /// <exception cref="ArgumentException">A count does not fit, or a number is not finite; the message says which.</exception>
    public ClassificationHead(int features, float[] weight, float[] bias)
        : this(features, [], [], weight, bias)
    {
    }

    /// <summary>A hidden layer with ReLU, and softmax regression on it.</summary>
    /// <param name="features">How many features a picture has, at least 1.</param>
    /// <param name="hiddenWeight">A row for each hidden unit: hidden units x features numbers. Empty: no hidden layer.</param>
    /// <param name="hiddenBias">One number for each hidden unit; their count is that of the units.</param>
    /// <param name="weight">A row for each class: classes x hidden units numbers (without a hidden layer classes x features).</param>
    /// <param name="bias">One number for each class; their count is that of the classes, at least 2.</param>
    /// <exception cref="ArgumentException">A count does not fit, or a number is not finite; the message says which.</exception>
    public ClassificationHead(int features, float[] hiddenWeight, float[] hiddenBias, float[] weight, float[] bias)
    {
        ArgumentNullException.ThrowIfNull(hiddenWeight);
        ArgumentNullException.ThrowIfNull(hiddenBias);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        if (bias.Length < 2)
        {
            throw new ArgumentException($"A head tells at least 2 classes apart; its bias has {bias.Length} number(s), one for each class.", nameof(bias));
        }

        Check(hiddenWeight, (long)hiddenBias.Length * features, $"{hiddenBias.Length} hidden units x {features} features", nameof(hiddenWeight));
        var inputs = hiddenBias.Length > 0 ? hiddenBias.Length : features;
        Check(weight, (long)bias.Length * inputs, $"{bias.Length} classes x {inputs} {(hiddenBias.Length > 0 ? "hidden units" : "features")}", nameof(weight));
        Check(hiddenBias, hiddenBias.Length, "hidden units", nameof(hiddenBias));
        Check(bias, bias.Length, "classes", nameof(bias));
        Features = features;
        (_hiddenWeight, _hiddenBias, _weight, _bias) = ([.. hiddenWeight], [.. hiddenBias], [.. weight], [.. bias]);
    }

    /// <summary>How many features a picture has.</summary>
    public int Features { get; }

    /// <summary>How many classes are told apart.</summary>
    public int Classes => _bias.Length;

    /// <summary>How many units the hidden layer has; 0 for softmax regression.</summary>
    public int HiddenUnits => _hiddenBias.Length;

    /// <summary>The hidden layer's weights, hidden units x features, a unit after the other; empty without a hidden layer.</summary>
    public ReadOnlyMemory<float> HiddenWeight => _hiddenWeight;

    /// <summary>The hidden layer's biases, one a unit; empty without a hidden layer.</summary>
    public ReadOnlyMemory<float> HiddenBias => _hiddenBias;

    /// <summary>The weights of the classes, classes x (hidden units, or features without a hidden layer), a class after the other.</summary>
    public ReadOnlyMemory<float> Weight => _weight;

    /// <summary>The biases of the classes, one each.</summary>
    public ReadOnlyMemory<float> Bias => _bias;

    /// <summary>The scores of one picture before the softmax, the temperature already applied.</summary>
    /// <param name="features">The picture's pooled features, <see cref="Features"/> numbers.</param>
    /// <param name="logits">Takes one number a class; <see cref="Classes"/> long.</param>
    /// <exception cref="ArgumentException">A length is another.</exception>
    public void Logits(ReadOnlySpan<float> features, Span<float> logits)
    {
        if (features.Length != Features || logits.Length != Classes)
        {
            throw new ArgumentException(
                $"The head takes {Features} features and gives {Classes} numbers, one for each class; there are {features.Length} features and room for {logits.Length} numbers.");
        }

        if (HiddenUnits == 0)
        {
            Layer(features, _weight, _bias, logits);
            return;
        }

        var hidden = new float[HiddenUnits];
        Layer(features, _hiddenWeight, _hiddenBias, hidden);
        TensorPrimitives.Max(hidden, 0f, hidden);
        Layer(hidden, _weight, _bias, logits);
    }

    /// <summary>The probabilities of one picture's classes: the softmax of <see cref="Logits"/>; they sum to 1.</summary>
    /// <param name="features">The picture's pooled features, <see cref="Features"/> numbers.</param>
    /// <param name="probabilities">Takes one number a class; <see cref="Classes"/> long.</param>
    /// <exception cref="ArgumentException">A length is another.</exception>
    public void Probabilities(ReadOnlySpan<float> features, Span<float> probabilities)
    {
        Logits(features, probabilities);
        Softmax.Apply(probabilities);
    }

    private static void Layer(ReadOnlySpan<float> inputs, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> outputs)
    {
        for (var output = 0; output < outputs.Length; output++)
        {
            outputs[output] = bias[output] + TensorPrimitives.Dot(inputs, weight.Slice(output * inputs.Length, inputs.Length));
        }
    }

    private static void Check(float[] numbers, long expected, string shape, string name)
    {
        if (numbers.Length != expected)
        {
            throw new ArgumentException($"A head's {name} has {expected} numbers ({shape}); there are {numbers.Length}.", name);
        }

        if (numbers.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is >= 0 and var place)
        {
            throw new ArgumentException($"A head's numbers are finite; {name} has {numbers[place]} at place {place}.", name);
        }
    }
}
