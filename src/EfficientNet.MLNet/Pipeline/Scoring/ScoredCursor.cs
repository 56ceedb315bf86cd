using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>
/// Rows in the input's order. Whoever moves the cursor also moves the input, some rows ahead; workers do the rest. There is no thread of
/// the cursor's own: one that is left midway, even undisposed, keeps nothing waiting.
/// </summary>
internal sealed class ScoredCursor : DataViewRowCursor
{
    private readonly DataViewSchema _schema;
    private readonly ScoredColumn?[] _scored;
    private readonly CapturedColumn?[] _passed;
    private readonly DataViewRowCursor _input;
    private readonly ValueGetter<DataViewRowId> _inputId;
    private readonly Workers _workers;
    private readonly ScoringJob _job;
    private readonly int _batchSize;

    /// <summary>Batches in order; the first holds the current row.</summary>
    private readonly Queue<ScoringBatch> _batches = new();
    private int _index;

    /// <summary>The places that no batch has, the first of them, and whether the cursor is at a row.</summary>
    private int _free;
    private int _next;
    private bool _isAtRow;
    private long _position = -1;
    private bool _inputHasEnded;
    private ExceptionDispatchInfo? _inputFailure;
    private bool _isDisposed;

    /// <param name="engine">The network and the workers.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="scored">For each column, the column of ours if it is read.</param>
    /// <param name="passed">For each column, the input's column if it is read.</param>
    /// <param name="input">The input.</param>
    /// <param name="random">For a shuffled order.</param>
    public ScoredCursor(
        ScoringEngine engine, DataViewSchema schema, ScoredColumn?[] scored, DataViewSchema.Column?[] passed, IDataView input, Random? random)
    {
        _schema = schema;
        _scored = scored;
        var request = new ScoringRequest(scored.OfType<ScoredColumn>(), schema);
        ScoringNetwork? network = request.NeedsNetwork ? engine.Network : null;
        _batchSize = network?.Plan.BatchSize ?? 1;
        int length = engine.WindowOf(_batchSize);
        DataViewSchema.Column pictures = input.Schema[engine.Source.InputColumnName];
        _input = input.GetRowCursor(passed.OfType<DataViewSchema.Column>().Append(pictures).DistinctBy(column => column.Index), random);
        try
        {
            _inputId = _input.GetIdGetter();
            _passed = [.. passed.Select(column => column is { } found ? CapturedColumn.Create(_input, found, length) : null)];
            _job = new ScoringJob(
                network,
                request,
                CapturedPictures.Create(engine.Source.Kind, engine.Source.Settings, _input, pictures, length),
                [.. Enumerable.Range(0, length).Select(_ => new ScoredRow(request))],
                engine.Source.Settings.BrokenPictures == BrokenPicturePolicy.Skip);
        }
        catch
        {
            _input.Dispose();
            throw;
        }

        _workers = engine.Workers;
        _free = length;
    }

    public override DataViewSchema Schema => _schema;

    public override long Position => _position;

    public override long Batch => _isAtRow ? Current.Batch : 0;

    private int Place => _isAtRow
        ? _batches.Peek().First + _index
        : throw new InvalidOperationException("The cursor is not at a row: MoveNext has not been called, or there are no more rows, or the cursor is disposed.");

    private ScoredRow Current => _job.Window[Place];

    public override bool IsColumnActive(DataViewSchema.Column column) => _scored[column.Index] is not null || _passed[column.Index] is not null;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = Current.Id;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Delegate getter = _passed[column.Index]?.Getter(() => Place)
            ?? (_scored[column.Index] is { } scored ? Getter(scored) : throw new ArgumentException($"The column '{column.Name}' is not active: the cursor was opened without it.", nameof(column)));
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"The column '{column.Name}' is {column.Type}, which is read as {column.Type.RawType}, not as {typeof(TValue)}.");
    }

    public override bool MoveNext()
    {
        if (_isDisposed)
        {
            return false;
        }

        if (_isAtRow)
        {
            Leave();
        }

        Fill();
        if (!_batches.TryPeek(out ScoringBatch? batch))
        {
            _inputFailure?.Throw();
            Dispose();
            return false;
        }

        batch.Finish();
        _isAtRow = true;
        _position++;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _isAtRow = false;
            _position = -1;
            foreach (ScoringBatch batch in _batches)
            {
                batch.Cancel();
            }

            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Leaves the current row, and with the last of its batch the batch.</summary>
    private void Leave()
    {
        _isAtRow = false;
        ScoringBatch batch = _batches.Peek();
        if (++_index == batch.Count)
        {
            _index = 0;
            _batches.Dequeue();
            _free += _batchSize;
        }
    }

    /// <summary>Begins as many rows as there is room for.</summary>
    private void Fill()
    {
        while (!_inputHasEnded && _free >= _batchSize)
        {
            int count = 0;
            while (count < _batchSize && MoveInput())
            {
                Capture(_next + count);
                count++;
            }

            if (count > 0)
            {
                Begin(new ScoringBatch(_job, _next, count));
            }
        }
    }

    private bool MoveInput()
    {
        try
        {
            _inputHasEnded = !_input.MoveNext();
        }
        catch (Exception exception)
        {
            // The rows before this one are sound, and the reader is not there yet.
            _inputFailure = ExceptionDispatchInfo.Capture(exception);
            _inputHasEnded = true;
        }

        return !_inputHasEnded;
    }

    private void Capture(int place)
    {
        ScoredRow row = _job.Window[place];
        DataViewRowId id = default;
        _inputId(ref id);
        row.Begin(id, _input.Batch);
        foreach (CapturedColumn? column in _passed)
        {
            column?.Capture(place);
        }

        try
        {
            _job.Pictures.Capture(place);
        }
        catch (Exception exception)
        {
            row.Failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Begin(ScoringBatch batch)
    {
        _batches.Enqueue(batch);
        _free -= _batchSize;
        _next = (_next + _batchSize) % _job.Window.Length;
        Action work = () => batch.RunNext();
        for (int index = 0; index < batch.Count; index++)
        {
            _workers.Add(work);
        }
    }

    private Delegate Getter(ScoredColumn column)
    {
        if (column.Source == TemporaryColumns.Problem)
        {
            return new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> problem) => problem = Result().Problem.AsMemory());
        }

        int output = _job.Request.PlaceOf(column);
        return column.Type switch
        {
            PlannedType.Text => new ValueGetter<ReadOnlyMemory<char>>((ref ReadOnlyMemory<char> text) => text = Result().Texts[output].AsMemory()),
            PlannedType.Number => new ValueGetter<float>((ref float number) => number = Result().Numbers[output][0]),
            _ => new ValueGetter<VBuffer<float>>((ref VBuffer<float> vector) =>
            {
                // A copy, as the row's place is soon another row's.
                float[] numbers = Result().Numbers[output];
                VBufferEditor<float> editor = VBufferEditor.Create(ref vector, numbers.Length);
                numbers.CopyTo(editor.Values);
                vector = editor.Commit();
            }),
        };
    }

    /// <summary>The current row, which is scored; throws what went wrong with it.</summary>
    private ScoredRow Result()
    {
        ScoredRow row = Current;
        row.Failure?.Throw();
        return row;
    }
}
