using System.Diagnostics;
using EfficientNet.Training;

namespace EfficientNet.MLNet.Classification;

/// <summary>Tells how far the head's training is, in the words of the classifier's.</summary>
internal sealed class HeadProgress(IProgress<ClassificationProgress> progress) : IProgress<HeadTrainingProgress>
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public void Report(HeadTrainingProgress value) => progress.Report(new ClassificationProgress(
        ClassificationPhase.Head,
        (long)(100 * value.Fraction),
        100,
        Known(value.ValidationAccuracy),
        Known(value.ValidationLoss),
        value.Fraction > 0 ? Stopwatch.GetElapsedTime(_start) * ((1 - value.Fraction) / value.Fraction) : null));

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
