namespace EfficientNet.Training;

/// <summary>A penalty that was tried.</summary>
/// <param name="L2">The penalty.</param>
/// <param name="UsesPrior">Whether it drew to <see cref="HeadTrainingOptions.Prior"/> rather than to zero.</param>
/// <param name="ValidationLoss">
/// The mean log-loss of the plain rows by heads they were held out from, after the temperature that fits it best, each row weighted as its
/// class is, in nats. The candidate with the smallest is taken.
/// </param>
/// <param name="ValidationAccuracy">The part of these rows whose class was found.</param>
public sealed record L2Candidate(float L2, bool UsesPrior, double ValidationLoss, double ValidationAccuracy);
