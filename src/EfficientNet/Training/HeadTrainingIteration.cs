namespace EfficientNet.Training;

/// <summary>One step of a head's training.</summary>
/// <param name="Iteration">The step, from 1.</param>
/// <param name="L2">The penalty: training goes from strong to weak ones.</param>
/// <param name="TrainingLoss">The mean loss of the rows trained on (smoothed, weighted, as trained), without the penalty, in nats.</param>
/// <param name="ValidationLoss">
/// The mean log-loss of the rows by the heads they were held out from, each weighted as its class is, in nats; NaN if none was.
/// </param>
/// <param name="ValidationAccuracy">The part of the rows whose class these heads found; NaN if none was held out.</param>
public sealed record HeadTrainingIteration(int Iteration, float L2, double TrainingLoss, double ValidationLoss, double ValidationAccuracy);
