using System.Diagnostics;

namespace EfficientNet.MLNet.Classification;

/// <summary>Tells how many rows of a phase are done, not more often than a person can read.</summary>
/// <param name="progress">Who is told; null: nobody.</param>
/// <param name="phase">The phase.</param>
/// <param name="total">How many rows there are.</param>
internal sealed class PhaseProgress(IProgress<ClassificationProgress>? progress, ClassificationPhase phase, long total)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    private readonly object _gate = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _told;
    private long _done;

    /// <summary>One more row is done.</summary>
    public void Advance()
    {
        lock (_gate)
        {
            _done++;
            if (progress is not null && (_told == 0 || Stopwatch.GetElapsedTime(_told) > _interval))
            {
                _told = Stopwatch.GetTimestamp();
                progress.Report(new ClassificationProgress(
                    phase, _done, total, TimeLeft: Stopwatch.GetElapsedTime(_start) * ((double)Math.Max(0, total - _done) / _done)));
            }
        }
    }

    /// <summary>All rows are done.</summary>
    public void Finish(long rows)
    {
        lock (_gate)
        {
            progress?.Report(new ClassificationProgress(phase, rows, rows, TimeLeft: TimeSpan.Zero));
        }
    }
}
