using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet;

/// <summary>
/// A trained classifier of pictures. It gives each row the classes' probabilities, the most probable class as a key, and what else was asked for. Saved by
/// <c>ml.Model.Save</c>, it is loaded by <c>ml.Model.Load</c>, or faster by <see cref="EfficientNetModel"/>, in any process that can find this assembly, with equal
/// results; what it was trained on (<see cref="Summary"/>) is not saved with it. Disposing of it frees the network.
/// </summary>
public sealed class EfficientNetClassificationModel : ITransformer, IDisposable
{
    private readonly EfficientNetTransformer _scorer;
    private readonly TransformerChain<ITransformer> _chain;

    internal EfficientNetClassificationModel(EfficientNetTransformer scorer, IReadOnlyList<ITransformer> keys, IReadOnlyList<string> labels)
    {
        _scorer = scorer;
        _chain = new TransformerChain<ITransformer>([scorer, .. keys]);
        Labels = labels;
    }

    /// <summary>The classes' names, in the order of the probabilities.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What the model was trained on, how, and how good it is.</summary>
    public TrainingSummary Summary { get; internal set; } = null!;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The columns of data with the given columns after this model.</summary>
    /// <param name="inputSchema">The data's columns; the label column need not be among them.</param>
    /// <exception cref="ArgumentException">The input column is missing or does not hold what the model was trained on.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _chain.GetOutputSchema(inputSchema);

    /// <summary>
    /// The data with this model's columns added. Nothing is computed before the new columns are read; then rows are scored some way ahead of the reader, on
    /// all cores, in the data's order.
    /// </summary>
    /// <param name="input">The data; the label column need not be among theirs.</param>
    /// <exception cref="ArgumentException">The input column is missing or does not hold what the model was trained on.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public IDataView Transform(IDataView input) => _chain.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)_chain).GetRowToRowMapper(inputSchema);

    // As with EfficientNetTransformer: what is saved is the chain.
    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)_chain).Save(ctx);

    /// <summary>
    /// Waits for runs under way and frees the network's memory; the model can neither score nor be saved any more. A <c>PredictionEngine</c> disposes of its
    /// model when it is disposed of, unless it is made with <c>OwnsTransformer = false</c>.
    /// </summary>
    public void Dispose() => _scorer.Dispose();
}
