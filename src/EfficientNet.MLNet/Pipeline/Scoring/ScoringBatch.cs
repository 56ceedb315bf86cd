using System.Runtime.ExceptionServices;
using EfficientNet.Imaging;

namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>
/// Rows that go through the network in one run. Each is a piece of work that whoever comes first does, a worker or the reader
/// itself; whoever does the last one runs the network. So a reader never waits for work that nobody has begun.
/// </summary>
internal sealed class ScoringBatch
{
    private readonly ScoringJob _job;
    private readonly object _gate = new();
    private float[]? _prepared;
    private int _begun;
    private int _unprepared;
    private bool _isDone;
    private volatile bool _isCancelled;

    /// <param name="job">What is to be done.</param>
    /// <param name="first">The place of the first row in the window; the others follow.</param>
    /// <param name="count">How many rows there are.</param>
    public ScoringBatch(ScoringJob job, int first, int count)
    {
        _job = job;
        First = first;
        Count = count;
        _unprepared = count;
    }

    /// <summary>The place of the first row in the window.</summary>
    public int First { get; }

    public int Count { get; }

    /// <summary>Does the next row's work; false if there is none left to begin. Never throws: exceptions stay with their rows.</summary>
    public bool RunNext()
    {
        int index = Interlocked.Increment(ref _begun) - 1;
        if (index >= Count)
        {
            return false;
        }

        Prepare(index);
        if (Interlocked.Decrement(ref _unprepared) == 0)
        {
            Complete();
        }

        return true;
    }

    /// <summary>Does what is not begun and waits for the rest.</summary>
    public void Finish()
    {
        while (RunNext())
        {
        }

        lock (_gate)
        {
            while (!_isDone)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Nobody wants the results any more: what is not begun never will be.</summary>
    public void Cancel()
    {
        _isCancelled = true;
        Interlocked.Exchange(ref _begun, Count);
    }

    private void Prepare(int index)
    {
        ScoredRow row = _job.Window[First + index];
        if (row.Failure is not null)
        {
            return;
        }

        try
        {
            if (_job.Network is not null)
            {
                _job.Pictures.Prepare(First + index, Tensor(_job.Network).AsSpan(index * _job.Network.InputLength, _job.Network.InputLength));
            }
            else
            {
                _job.Pictures.Check(First + index);
            }
        }
        catch (PictureException exception) when (_job.SkipsBrokenPictures)
        {
            row.Skip(exception.Message);
        }
        catch (Exception exception)
        {
            row.Failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Complete()
    {
        ReadOnlySpan<ScoredRow> rows = _job.Window.AsSpan(First, Count);
        if (_prepared is not null)
        {
            if (!_isCancelled && HasPictures(rows))
            {
                Run(_job.Network!, _prepared, rows);
            }

            _job.Network!.Return(_prepared);
            _prepared = null;
        }

        lock (_gate)
        {
            _isDone = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Run(ScoringNetwork network, float[] prepared, ReadOnlySpan<ScoredRow> rows)
    {
        try
        {
            network.Run(prepared, _job.Request, rows);
        }
        catch (Exception exception)
        {
            var failure = ExceptionDispatchInfo.Capture(exception);
            foreach (ScoredRow row in rows)
            {
                row.Failure ??= row.HasPicture ? failure : null;
            }
        }
    }

    private static bool HasPictures(ReadOnlySpan<ScoredRow> rows)
    {
        foreach (ScoredRow row in rows)
        {
            if (row.HasPicture)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Taken when the first row is begun, not before: there are far more rows in windows than in work.</summary>
    private float[] Tensor(ScoringNetwork network)
    {
        lock (_gate)
        {
            return _prepared ??= network.Rent();
        }
    }
}
