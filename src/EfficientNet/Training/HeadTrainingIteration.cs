namespace EfficientNet.Training;

/// <summary>One step of a head's training.</summary>
/// <param name="Iteration">The step, from 1, which is where training starts.</param>
/// <param name="L2">The penalty.</param>
/// <param name="TrainingLoss">The mean loss of the rows trained on (smoothed, weighted, as trained), without the penalty, in nats.</param>
/// <param name="ValidationLoss">
/// The mean log-loss of the plain rows by heads they are held out from, trained in step on the other plain rows, each row weighted as its
/// class is, in nats; NaN if none is held out.
/// </param>
/// <param name="ValidationAccuracy">The part of these rows whose class is found; NaN if none is held out.</param>
public sealed record HeadTrainingIteration(int Iteration, float L2, double TrainingLoss, double ValidationLoss, double ValidationAccuracy);
