namespace EfficientNet.Training;

/// <summary>A penalty that was tried.</summary>
/// <param name="L2">The penalty.</param>
/// <param name="UsesPrior">Whether it drew to <see cref="HeadTrainingOptions.Prior"/> rather than to zero.</param>
/// <param name="ValidationLoss">The mean log-loss of the rows while they were held out, in nats, each weighted as its class is.</param>
/// <param name="ValidationAccuracy">The part of the rows whose class was found while they were held out.</param>
public sealed record L2Candidate(float L2, bool UsesPrior, double ValidationLoss, double ValidationAccuracy);
