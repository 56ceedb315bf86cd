using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>The rows that are judged while they are held out, and how good logits of them are.</summary>
internal sealed class HeldOutRows
{
    private readonly int[] _places;
    private readonly int _classes;
    private readonly float[] _weights;

    public HeldOutRows(HeadRows rows, int classes, float[] classWeights)
    {
        (_classes, AllRows) = (classes, rows.Targets.Length);
        _places = [.. rows.Parts.Where(part => part.Fold >= 0).SelectMany(part => Enumerable.Range(part.First, part.Judged)).OrderBy(place => rows.Sources[place])];
        Sources = [.. _places.Select(place => rows.Sources[place])];
        Labels = [.. _places.Select(place => rows.Targets[place].First)];
        _weights = [.. Labels.Select(label => classWeights[label])];
    }

    /// <summary>How many rows there are, with those not judged.</summary>
    public int AllRows { get; }

    /// <summary>Their places among the examples, ascending.</summary>
    public int[] Sources { get; }

    /// <summary>Their classes.</summary>
    public int[] Labels { get; }

    /// <summary>Takes the rows' logits out of those of all rows.</summary>
    public float[] Take(float[] logits)
    {
        var taken = new float[_places.Length * _classes];
        for (var at = 0; at < _places.Length; at++)
        {
            logits.AsSpan(_places[at] * _classes, _classes).CopyTo(taken.AsSpan(at * _classes));
        }

        return taken;
    }

    /// <summary>
    /// The mean log-loss after a temperature, rows weighted as their classes are in training, and the part of the rows whose class has the
    /// largest logit.
    /// </summary>
    public (double Loss, double Accuracy) Judge(float[] taken, float temperature)
    {
        var (loss, weight, right) = (0.0, 0.0, 0);
        for (var at = 0; at < Labels.Length; at++)
        {
            var logits = taken.AsSpan(at * _classes, _classes);
            loss += _weights[at] * Softmax.NegativeLogLikelihood(logits, Labels[at], 1.0 / temperature);
            weight += _weights[at];
            right += TensorPrimitives.IndexOfMax<float>(logits) == Labels[at] ? 1 : 0;
        }

        return (loss / weight, (double)right / Labels.Length);
    }
}
