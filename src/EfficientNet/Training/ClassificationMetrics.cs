using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>How good probabilities of classes are, against the rows' true classes.</summary>
public sealed class ClassificationMetrics
{
    /// <summary>How many bins confidence is sorted into.</summary>
    private const int BinCount = 15;

    /// <summary>What a probability is at least taken for in the log-loss, so that it stays finite.</summary>
    private const float SmallestProbability = 1.17549435e-38f;

    private readonly int[] _confusion;

    /// <summary>Compares probabilities with the true classes. The class with the largest probability (the first of equal ones) is the prediction.</summary>
    /// <param name="labels">The true class of each row, counted from 0; at least one row.</param>
    /// <param name="probabilities">The probabilities, rows x classes, a row after the other; each row sums to 1.</param>
    /// <param name="classes">How many classes there are, at least 2.</param>
    /// <exception cref="ArgumentException">Counts do not fit together, a label is no class, or a probability is not within 0 and 1; the message says where.</exception>
    public ClassificationMetrics(ReadOnlySpan<int> labels, ReadOnlySpan<float> probabilities, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (labels.Length == 0 || probabilities.Length != (long)labels.Length * classes)
        {
            throw new ArgumentException(
                $"At least one row is compared, with {classes} probabilities each; there are {labels.Length} labels and {probabilities.Length} probabilities.");
        }

        _confusion = new int[classes * classes];
        var bins = new (int Count, int Right, double Confidence)[BinCount];
        var loss = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            var label = labels[row];
            var scores = probabilities.Slice(row * classes, classes);
            if (label < 0 || label >= classes)
            {
                throw new ArgumentException($"A label is a class from 0 to {classes - 1}; that of row {row} is {label}.", nameof(labels));
            }

            if (scores.IndexOfAnyExceptInRange(0f, 1.0001f) is >= 0 and var place)
            {
                throw new ArgumentException($"A probability lies within 0 and 1; that of row {row} for class {place} is {scores[place]}.", nameof(probabilities));
            }

            var predicted = TensorPrimitives.IndexOfMax(scores);
            var confidence = Math.Min(1.0, scores[predicted]);
            _confusion[(label * classes) + predicted]++;
            loss -= Math.Log(Math.Max(scores[label], SmallestProbability));
            ref var bin = ref bins[Math.Max(0, (int)Math.Ceiling(confidence * BinCount) - 1)];
            bin = (bin.Count + 1, bin.Right + (predicted == label ? 1 : 0), bin.Confidence + confidence);
        }

        (Rows, Classes, LogLoss) = (labels.Length, classes, loss / labels.Length);
        Accuracy = (double)Enumerable.Range(0, classes).Sum(at => _confusion[(at * classes) + at]) / Rows;
        PerClass = [.. Enumerable.Range(0, classes).Select(OfClass)];
        ReliabilityBins = [.. bins.Select((bin, place) => new ReliabilityBin(
            (double)place / BinCount, (double)(place + 1) / BinCount, bin.Count, bin.Confidence / bin.Count, (double)bin.Right / bin.Count))];
        ExpectedCalibrationError = bins.Sum(bin => Math.Abs(bin.Right - bin.Confidence)) / Rows;
    }

    /// <summary>How many rows were compared.</summary>
    public int Rows { get; }

    /// <summary>How many classes there are.</summary>
    public int Classes { get; }

    /// <summary>The part of the rows whose class was found.</summary>
    public double Accuracy { get; }

    /// <summary>The mean of minus the natural logarithm of the true class's probability; a probability below 1.2e-38 counts as that.</summary>
    public double LogLoss { get; }

    /// <summary>
    /// The mean distance between how sure and how often right the predictions are: rows sorted by their largest probability into 15 ranges
    /// of equal width, in each |accuracy - mean confidence|, weighted by its rows (Naeini et al., "Obtaining well calibrated probabilities
    /// using Bayesian binning", 2015; Guo et al., 2017, arXiv:1706.04599, section 2, equation 3).
    /// </summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>The ranges of <see cref="ExpectedCalibrationError"/>, the least sure first, for a reliability diagram.</summary>
    public IReadOnlyList<ReliabilityBin> ReliabilityBins { get; }

    /// <summary>How well each class is found.</summary>
    public IReadOnlyList<ClassMetrics> PerClass { get; }

    /// <summary>How many rows of one class were taken for another (or the same).</summary>
    /// <param name="label">The true class.</param>
    /// <param name="predicted">What it was taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int Confusion(int label, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, Classes);
        ArgumentOutOfRangeException.ThrowIfNegative(predicted);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predicted, Classes);
        return _confusion[(label * Classes) + predicted];
    }

    private ClassMetrics OfClass(int of)
    {
        var (right, support, taken) = (Confusion(of, of), 0, 0);
        for (var other = 0; other < Classes; other++)
        {
            support += Confusion(of, other);
            taken += Confusion(other, of);
        }

        return new ClassMetrics(
            support,
            taken == 0 ? 0 : (double)right / taken,
            support == 0 ? 0 : (double)right / support,
            right == 0 ? 0 : 2.0 * right / (taken + support));
    }
}
