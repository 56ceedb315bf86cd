using EfficientNet.Inference;
using EfficientNet.MLNet.Pipeline;
using EfficientNet.MLNet.Pipeline.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet;

/// <summary>
/// A fitted featurizer, classifier or preprocessor. It maps rows one to one, evaluates a column only where it is read, and may be read by
/// several cursors and threads at once. Saved by <c>ml.Model.Save</c>, it is loaded by <c>ml.Model.Load</c> in any process that can find
/// this assembly, with equal results. Disposing of it frees the network.
/// </summary>
public sealed class EfficientNetTransformer : ITransformer, IDisposable
{
    private readonly TransformerChain<ITransformer> _portable;
    private readonly ScoringSource _source;
    private readonly ScoringEngine _engine;
    private bool _isDisposed;

    internal EfficientNetTransformer(TransformerChain<ITransformer> portable, IDisposable resources, ScoringSource source, ScoringOptions? scoring = null)
    {
        _portable = portable;
        _source = source;
        _engine = new ScoringEngine(source, scoring ?? new ScoringOptions(), resources);
    }

    /// <summary>
    /// What the network really runs on where data views are scored: what <see cref="ScoringOptions.ExecutionProvider"/> asks for, or the processor if
    /// that cannot be had. Loads the network, unless rows have been scored before.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    public ExecutionProvider ExecutionProvider => _engine.Network.Provider;

    /// <summary>Whether the network stands in memory for data views, beside the one for single rows.</summary>
    internal bool HasLoadedNetwork => _engine.HasLoadedNetwork;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The columns of data with the given columns after this transformer.</summary>
    /// <param name="inputSchema">The data's columns.</param>
    /// <exception cref="ArgumentException">The input column is missing or does not hold what this transformer was fitted for.</exception>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Check(inputSchema);
        return _portable.GetOutputSchema(inputSchema);
    }

    /// <summary>
    /// The data with this transformer's columns added. Nothing is computed before the new columns are read; then rows are scored some way ahead
    /// of the reader, on all cores, in the data's order (<see cref="ScoringOptions"/>). Where images are read beside the new columns, rows
    /// are scored one by one.
    /// </summary>
    /// <param name="input">The data.</param>
    /// <exception cref="ArgumentException">The input column is missing or does not hold what this transformer was fitted for.</exception>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check(input.Schema);
        return new ScoredDataView(_engine, input, _portable.Transform(input));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Check(inputSchema);
        return ((ITransformer)_portable).GetRowToRowMapper(inputSchema);
    }

    // ML.NET lets no outside class write a state of its own into a model, so what is saved, and later loaded, is the chain of ML.NET's
    // own transformers that this one is made of.
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ((ICanSaveModel)_portable).Save(ctx);
    }

    /// <summary>
    /// Waits for runs under way and frees the network's memory; the transformer can neither score nor be saved any more. A <c>PredictionEngine</c> disposes of its
    /// model when it is disposed of, unless it is made with <c>OwnsTransformer = false</c>.
    /// </summary>
    public void Dispose()
    {
        _isDisposed = true;
        _engine.Dispose();
    }

    private void Check(DataViewSchema inputSchema)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(inputSchema);
        InputKind kind = InputColumn.KindOf(inputSchema, _source.InputColumnName, _source.Verb);
        if (kind != _source.Kind)
        {
            throw new ArgumentException(
                $"{_source.Verb}: the input column '{_source.InputColumnName}' holds {kind} here ({inputSchema[_source.InputColumnName].Type}), but the transformer was fitted for {_source.Kind}. Fit it again, or pass the same kind of column.");
        }
    }
}
