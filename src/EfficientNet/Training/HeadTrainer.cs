namespace EfficientNet.Training;

/// <summary>
/// Trains a head on pooled features: softmax regression with an L2 penalty, or a hidden layer before it, on all rows at once by L-BFGS
/// (Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989). Features are moved and scaled for that; the head
/// that comes out takes them as they are. The result is the same to the bit on one machine, whatever else it does.
/// </summary>
public static class HeadTrainer
{
    /// <summary>
    /// Trains a head on all rows. By internal validation (five parts, three from 2,000 plain rows on, each held out from heads that are trained
    /// on the other plain rows) the penalty is chosen, the temperature set, and with a hidden layer the training ended.
    /// </summary>
    /// <param name="examples">The rows. Only plain ones are held out for judgement, and only those of classes with at least two groups.</param>
    /// <param name="classes">How many classes there are, at least 2. One without a row gets a probability near 0.</param>
    /// <param name="options">How to train; null: the defaults.</param>
    /// <param name="progress">Is told of each step and each penalty tried; null: nobody is.</param>
    /// <param name="cancellationToken">Ends the training early, between two passes over the rows.</param>
    /// <exception cref="ArgumentException">An option, a label or a feature is not possible; the message says which, what was expected and what was found.</exception>
    /// <exception cref="OperationCanceledException">The training was ended early.</exception>
    public static HeadTrainingResult Train(
        HeadExamples examples,
        int classes,
        HeadTrainingOptions? options = null,
        IProgress<HeadTrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new HeadTrainingOptions();
        HeadTrainingChecks.Verify(examples, classes, options);
        return new HeadTraining(examples, classes, options, progress, new ParallelOptions { CancellationToken = cancellationToken }).Run();
    }
}
