namespace EfficientNet.Training;

/// <summary>Where a head's training stands.</summary>
/// <param name="Fraction">How much of the whole is done at least, from 0 to 1; it never falls, and may leap: training may end early.</param>
/// <param name="L2">The penalty that is tried.</param>
/// <param name="Iteration">The solver's step, from 1.</param>
/// <param name="TrainingLoss">The mean loss of the rows trained on, without the penalty, in nats.</param>
/// <param name="ValidationLoss">The mean log-loss of the rows by heads they are held out from, in nats; NaN if there are none.</param>
/// <param name="ValidationAccuracy">The part of these rows whose class is found; NaN if there are none.</param>
public sealed record HeadTrainingProgress(
    double Fraction,
    float L2,
    int Iteration,
    double TrainingLoss,
    double ValidationLoss,
    double ValidationAccuracy);
