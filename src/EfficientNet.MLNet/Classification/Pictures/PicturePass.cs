using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using Microsoft.ML;

namespace EfficientNet.MLNet.Classification;

/// <summary>
/// One pass over some data: one thread reads the rows, as many as there are cores make features of their pictures. What comes of it does not depend on who was
/// faster. Only so many pictures wait at once that their memory stays bounded.
/// </summary>
internal sealed class PicturePass
{
    private const long MostBytesWaiting = 256L << 20;

    private readonly FeatureComputer _computer;
    private readonly EfficientNetClassificationOptions _options;
    private readonly ClassLabels _labels;
    private readonly bool _isValidation;
    private readonly PhaseProgress _progress;
    private readonly object _gate = new();
    private readonly List<PictureEntry?> _entries = [];
    private readonly List<SkippedPicture> _skipped = [];
    private long _bytesWaiting;
    private int _found;
    private (long Row, ExceptionDispatchInfo Exception)? _failure;

    private PicturePass(FeatureComputer computer, EfficientNetClassificationOptions options, ClassLabels labels, bool isValidation, long rows)
    {
        _labels = labels;
        _computer = computer;
        _options = options;
        _isValidation = isValidation;
        _progress = new PhaseProgress(options.Progress, isValidation ? ClassificationPhase.ValidationPictures : ClassificationPhase.Pictures, rows);
    }

    /// <summary>Makes features of all pictures.</summary>
    /// <param name="data">The data.</param>
    /// <param name="rows">How many rows they have.</param>
    /// <param name="network">Says how pictures are read.</param>
    /// <param name="computer">Makes the features.</param>
    /// <param name="options">The columns, what to do about broken pictures, whom to tell.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="isValidation">Whether the data are the validation set.</param>
    /// <exception cref="PictureException">A picture is broken, the first in the rows' order, and the policy is to fail.</exception>
    public static PictureSet Run(
        IDataView data, long rows, FeatureNetwork network, FeatureComputer computer, EfficientNetClassificationOptions options, ClassLabels labels, bool isValidation)
    {
        var pass = new PicturePass(computer, options, labels, isValidation, rows);
        return pass.Run(data, network);
    }

    private PictureSet Run(IDataView data, FeatureNetwork network)
    {
        int cores = Environment.ProcessorCount;
        using var waiting = new BlockingCollection<Waiting>(boundedCapacity: 2 * cores);
        Task[] workers = [.. Enumerable.Range(0, cores).Select(_ => Task.Factory.StartNew(() => Work(waiting), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        long rows;
        try
        {
            rows = Read(data, network, waiting);
        }
        finally
        {
            waiting.CompleteAdding();
            Task.WaitAll(workers);
        }

        _options.CancellationToken.ThrowIfCancellationRequested();
        _failure?.Exception.Throw();
        _progress.Finish(rows);
        return new PictureSet(rows, [.. _entries.OfType<PictureEntry>()], [.. _skipped.OrderBy(picture => picture.Row)], _found);
    }

    private long Read(IDataView data, FeatureNetwork network, BlockingCollection<Waiting> waiting)
    {
        DataViewSchema.Column pictures = data.Schema[_options.InputColumnName];
        DataViewSchema.Column label = data.Schema[_options.LabelColumnName];
        using DataViewRowCursor cursor = data.GetRowCursor([pictures, label]);
        Func<PictureContent> next = PictureRows.Contents(network.Kind, network.Settings, cursor, pictures);
        Func<int> labelOf = _labels.Reader(cursor, label, nameof(EfficientNetClassificationCatalog.EfficientNetClassification));
        while (cursor.MoveNext() && !MustStop)
        {
            PictureContent content = next();
            int place;
            lock (_gate)
            {
                // One picture larger than all that may wait still gets its turn.
                while (_bytesWaiting > 0 && _bytesWaiting + content.Size > MostBytesWaiting)
                {
                    Monitor.Wait(_gate);
                }

                _bytesWaiting += content.Size;
                place = _entries.Count;
                _entries.Add(null);
            }

            waiting.Add(new Waiting(content, place, cursor.Position, labelOf()));
        }

        return cursor.Position < 0 ? _entries.Count : cursor.Position + 1;
    }

    private bool MustStop
    {
        get
        {
            lock (_gate)
            {
                return _failure is not null || _options.CancellationToken.IsCancellationRequested;
            }
        }
    }

    /// <summary>A worker never throws: nobody would be left to take what the reader hands on.</summary>
    private void Work(BlockingCollection<Waiting> waiting)
    {
        foreach (Waiting picture in waiting.GetConsumingEnumerable())
        {
            using PictureContent content = picture.Content;
            try
            {
                if (IsWanted(picture.Row))
                {
                    Do(picture);
                    _progress.Advance();
                }
            }
            catch (Exception exception)
            {
                Fail(picture.Row, exception);
            }
            finally
            {
                lock (_gate)
                {
                    _bytesWaiting -= content.Size;
                    Monitor.PulseAll(_gate);
                }
            }
        }
    }

    private void Do(Waiting picture)
    {
        if (picture.Label < 0)
        {
            Skip(picture, $"the label in the column '{_options.LabelColumnName}' is missing");
            return;
        }

        try
        {
            PictureEntry entry = _computer.Compute(picture.Content, picture.Row, picture.Label, out bool wasFound);
            lock (_gate)
            {
                _entries[picture.Place] = entry;
                _found += wasFound ? 1 : 0;
            }
        }
        catch (PictureException exception) when (_options.BrokenPictures == BrokenPicturePolicy.Skip)
        {
            // The message begins with the name, which is told beside the reason.
            string name = $"{exception.Picture}: ";
            Skip(picture, exception.Message.StartsWith(name, StringComparison.Ordinal) ? exception.Message[name.Length..] : exception.Message);
        }
    }

    /// <summary>Rows in front of one that failed are still done: of several that fail, the first is reported, whoever came first.</summary>
    private bool IsWanted(long row)
    {
        lock (_gate)
        {
            return !_options.CancellationToken.IsCancellationRequested && (_failure is null || row < _failure.Value.Row);
        }
    }

    private void Skip(Waiting picture, string reason)
    {
        lock (_gate)
        {
            _skipped.Add(new SkippedPicture(picture.Row, picture.Content.Name, reason, _isValidation));
        }
    }

    private void Fail(long row, Exception exception)
    {
        lock (_gate)
        {
            if (_failure is null || row < _failure.Value.Row)
            {
                _failure = (row, ExceptionDispatchInfo.Capture(exception));
            }
        }
    }

    private sealed record Waiting(PictureContent Content, int Place, long Row, int Label);
}
