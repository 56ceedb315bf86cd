namespace EfficientNet.Training;

/// <summary>One step of a head's training.</summary>
/// <param name="Iteration">The step, from 1.</param>
/// <param name="TrainingLoss">The mean loss of the rows trained on (smoothed, weighted, as trained), without the penalty, in nats.</param>
/// <param name="ValidationLoss">The mean log-loss of the rows while they were held out, in nats; NaN if none was.</param>
/// <param name="ValidationAccuracy">The part of the rows whose class was found while they were held out; NaN if none was.</param>
public sealed record HeadTrainingIteration(int Iteration, double TrainingLoss, double ValidationLoss, double ValidationAccuracy);
