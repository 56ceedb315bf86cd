namespace EfficientNet.Training;

/// <summary>An L2 penalty that was tried.</summary>
/// <param name="L2">The penalty.</param>
/// <param name="ValidationLoss">The mean log-loss of the rows while they were held out, in nats.</param>
/// <param name="ValidationAccuracy">The part of the rows whose class was found while they were held out.</param>
public sealed record L2Candidate(float L2, double ValidationLoss, double ValidationAccuracy);
