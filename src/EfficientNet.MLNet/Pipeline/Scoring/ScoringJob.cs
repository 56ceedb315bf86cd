namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>What the work on a cursor's rows has in common.</summary>
/// <param name="Network">The network; null where only the report on broken pictures is read.</param>
/// <param name="Request">What is computed.</param>
/// <param name="Pictures">The rows' pictures.</param>
/// <param name="Window">The rows.</param>
/// <param name="SkipsBrokenPictures">Whether a broken picture leaves its row with missing values.</param>
internal sealed record ScoringJob(
    ScoringNetwork? Network, ScoringRequest Request, CapturedPictures Pictures, ScoredRow[] Window, bool SkipsBrokenPictures);
