using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>Trains a head on pooled features.</summary>
public static class HeadTrainer
{
    /// <summary>Trains a head on all rows.</summary>
    /// <param name="examples">The rows.</param>
    /// <param name="classes">How many classes there are, at least 2; each has a row.</param>
    /// <param name="options">How to train; null: the defaults.</param>
    /// <param name="progress">Is told of each step; null: nobody is.</param>
    /// <param name="cancellationToken">Ends the training early.</param>
    /// <exception cref="ArgumentException">An option, a label or a feature is not possible; the message says which, what was expected and what was found.</exception>
    /// <exception cref="OperationCanceledException">The training was ended early.</exception>
    public static HeadTrainingResult Train(
        HeadExamples examples,
        int classes,
        HeadTrainingOptions? options = null,
        IProgress<HeadTrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        options ??= new HeadTrainingOptions();
        var (features, l2) = (examples.FeatureCount, options.L2 ?? 0.01f);
        var search = new LbfgsMinimizer(new float[classes * (features + 1)], 1e-3);
        var gradient = new float[search.Point.Length];
        var curve = new List<HeadTrainingIteration>();
        var row = new float[classes];
        while (!search.IsDone && curve.Count < options.MaximumIterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var weight = search.Trial.AsSpan(0, classes * features);
            var bias = search.Trial.AsSpan(classes * features);
            TensorPrimitives.Multiply(search.Trial, l2, gradient);
            gradient.AsSpan(classes * features).Clear();
            var loss = 0.0;
            for (var at = 0; at < examples.Rows; at++)
            {
                for (var of = 0; of < classes; of++)
                {
                    row[of] = bias[of] + TensorPrimitives.Dot(examples.Row(at), weight.Slice(of * features, features));
                }

                loss += Softmax.NegativeLogLikelihood(row, examples.Labels[at]) / examples.Rows;
                Softmax.Apply(row);
                row[examples.Labels[at]] -= 1;
                TensorPrimitives.Divide(row, examples.Rows, row);
                for (var of = 0; of < classes; of++)
                {
                    TensorPrimitives.MultiplyAdd(examples.Row(at), row[of], gradient.AsSpan(of * features, features), gradient.AsSpan(of * features, features));
                    gradient[(classes * features) + of] += row[of];
                }
            }

            if (search.Accept(loss + (0.5 * l2 * Vectors.Dot(weight, weight)), gradient))
            {
                curve.Add(new HeadTrainingIteration(curve.Count + 1, loss, double.NaN, double.NaN));
                progress?.Report(new HeadTrainingProgress(
                    HeadTrainingPhase.Training, (double)curve.Count / options.MaximumIterations, l2, curve.Count, loss, double.NaN, double.NaN));
            }
        }

        var head = new ClassificationHead(features, search.Point[..(classes * features)], search.Point[(classes * features)..]);
        return new HeadTrainingResult
        {
            Head = head,
            L2 = l2,
            Candidates = [],
            Curve = curve,
            BestIteration = curve.Count,
            Temperature = 1,
            ValidationRows = [],
            ValidationProbabilities = default,
            UnscaledValidationProbabilities = default,
            Validation = null,
            UnscaledValidation = null,
        };
    }
}
