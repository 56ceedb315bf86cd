using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>
/// Weights for new classes out of the classifier that a network was trained with: for each new class the mean of the known classes'
/// weights, weighted by what that classifier takes the class's pictures for. The head's penalty then draws to these rather than to zero,
/// so that what the network can tell apart already need not be learnt from few pictures.
/// </summary>
internal sealed class ClassifierPrior
{
    private readonly ClassificationHead _classifier;
    private readonly HeadShape _shape;
    private readonly double _length;
    private readonly ParallelOptions _parallel;

    /// <summary>The sums of the classifier's probabilities over the plain rows of each part and class, and how many these are.</summary>
    private readonly float[][] _sums;
    private readonly int[] _counts;

    /// <summary>Asks the classifier about every plain row.</summary>
    /// <param name="classifier">The classifier; without a hidden layer.</param>
    /// <param name="examples">The rows.</param>
    /// <param name="folds">Which rows are held out together.</param>
    /// <param name="shape">The shape of the heads to be trained.</param>
    /// <param name="length">What features are divided by.</param>
    /// <param name="parallel">On how many cores.</param>
    public ClassifierPrior(ClassificationHead classifier, HeadExamples examples, GroupedFolds folds, HeadShape shape, double length, ParallelOptions parallel)
    {
        (_classifier, _shape, _length, _parallel) = (classifier, shape, length, parallel);
        int[][] cells = [.. Enumerable.Range(0, (folds.Count + 1) * shape.Classes).Select(_ => Array.Empty<int>())];
        foreach (var rows in Enumerable.Range(0, examples.Rows).Where(row => examples.IsPlain[row])
            .GroupBy(row => ((folds.OfRow[row] + 1) * shape.Classes) + examples.Labels[row]))
        {
            cells[rows.Key] = [.. rows];
        }

        _counts = [.. cells.Select(rows => rows.Length)];
        _sums = new float[cells.Length][];
        var known = new HeadShape(classifier.Features, 0, classifier.Classes);
        var numbers = new float[known.Length];
        for (var of = 0; of < classifier.Classes; of++)
        {
            classifier.Weight.Span.Slice(of * classifier.Features, classifier.Features).CopyTo(known.Top.Weight(numbers)[(of * known.Stride)..]);
        }

        classifier.Bias.Span.CopyTo(known.Top.Bias(numbers));
        Parallel.For(0, cells.Length, parallel, cell => _sums[cell] = SumOfProbabilities(examples, cells[cell], known, numbers));
    }

    /// <summary>The head that the penalty draws to, for features after scaling, out of the rows that are not held out. Biases are 0.</summary>
    /// <param name="heldOut">The part that is held out, or <see cref="HeadFit.Nothing"/>.</param>
    public float[] Without(int heldOut)
    {
        var head = new float[_shape.Length];
        Parallel.For(0, _shape.Classes, _parallel, of =>
        {
            var (shares, count) = (new double[_classifier.Classes], 0);
            for (var cell = of; cell < _sums.Length; cell += _shape.Classes)
            {
                if ((cell / _shape.Classes) - 1 != heldOut)
                {
                    count += _counts[cell];
                    for (var known = 0; known < shares.Length; known++)
                    {
                        shares[known] += _sums[cell][known];
                    }
                }
            }

            var weight = _shape.Top.Weight(head).Slice(of * _shape.Stride, _shape.Features);
            for (var known = 0; known < shares.Length && count > 0; known++)
            {
                var share = (float)(shares[known] * _length / count);
                TensorPrimitives.MultiplyAdd(
                    _classifier.Weight.Span.Slice(known * _shape.Features, _shape.Features), share, weight, weight);
            }
        });
        return head;
    }

    /// <summary>In tiles of rows, for the classifier's weights are much to read.</summary>
    private static float[] SumOfProbabilities(HeadExamples examples, int[] rows, HeadShape shape, float[] numbers)
    {
        var sum = new float[shape.Classes];
        var features = new float[HeadBlock.Rows * shape.Stride];
        var logits = new float[HeadBlock.Rows * shape.Top.Outputs];
        for (var start = 0; start < rows.Length; start += HeadBlock.Rows)
        {
            var count = Math.Min(HeadBlock.Rows, rows.Length - start);
            for (var at = 0; at < count; at++)
            {
                examples.Row(rows[start + at]).CopyTo(features.AsSpan(at * shape.Stride));
            }

            var tiles = (count + DenseKernel.RowTile - 1) / DenseKernel.RowTile * DenseKernel.RowTile;
            DenseKernel.Forward(features.AsSpan(0, tiles * shape.Stride), shape.Stride, shape.Top.Weight(numbers), shape.Top.Bias(numbers), logits);
            for (var at = 0; at < count; at++)
            {
                var probabilities = logits.AsSpan(at * shape.Top.Outputs, shape.Classes);
                Softmax.Apply(probabilities);
                TensorPrimitives.Add(sum, probabilities, sum);
            }
        }

        return sum;
    }
}
