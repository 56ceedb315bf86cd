namespace EfficientNet.Training;

/// <summary>Where a head's training stands.</summary>
/// <param name="Phase">What it is at.</param>
/// <param name="Fraction">How much of the whole is done at least, from 0 to 1; it never falls. Training may end early.</param>
/// <param name="L2">The penalty that is tried or used.</param>
/// <param name="Iteration">The solver's step with this penalty, from 1.</param>
/// <param name="TrainingLoss">The mean loss of the rows trained on, without the penalty.</param>
/// <param name="ValidationLoss">The mean log-loss of the rows held out, in nats; NaN if there are none.</param>
/// <param name="ValidationAccuracy">The part of the rows held out whose class is found; NaN if there are none.</param>
public sealed record HeadTrainingProgress(
    HeadTrainingPhase Phase,
    double Fraction,
    float L2,
    int Iteration,
    double TrainingLoss,
    double ValidationLoss,
    double ValidationAccuracy);
