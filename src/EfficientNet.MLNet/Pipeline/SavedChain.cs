using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Onnx;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// One of our chains as ML.NET loaded it: some transformers in a row, the first a mapping of ours and the last the one that drops the
/// temporary columns, with what they say of themselves.
/// </summary>
internal sealed class SavedChain
{
    private readonly PictureSettings _settings;

    private SavedChain(ITransformer[] transformers, PictureSettings settings, ChainDescription description)
    {
        Transformers = transformers;
        Description = description;
        _settings = settings;
    }

    public ITransformer[] Transformers { get; }

    public ChainDescription Description { get; }

    /// <summary>
    /// The chain that begins at an index of a list of transformers; null if none does, or one of an earlier version, which does not describe
    /// itself.
    /// </summary>
    public static SavedChain? At(IReadOnlyList<ITransformer> transformers, int index, MLContext ml)
    {
        if (index + 1 >= transformers.Count
            || transformers[index] is not CustomMappingTransformer<EmptyRow, TriggerRow> trigger
            || transformers[index + 1] is not OnnxTransformer constants)
        {
            return null;
        }

        ITransformer[] chain = [.. transformers.Skip(index).TakeWhile(transformer => transformer is not ColumnSelectingTransformer)];
        if (index + chain.Length == transformers.Count)
        {
            return null;
        }

        IDataView view = constants.Transform(trigger.Transform(ml.Data.LoadFromEnumerable([new AnyRow()])));
        return view.Schema.GetColumnOrNull(TemporaryColumns.Description) is null
            ? null
            : new SavedChain(
                [.. chain, transformers[index + chain.Length]],
                PictureSettings.Parse(view.GetColumn<VBuffer<ReadOnlyMemory<char>>>(TemporaryColumns.Settings).Single()),
                ChainDescription.Parse(view.GetColumn<VBuffer<ReadOnlyMemory<char>>>(TemporaryColumns.Description).Single().GetItemOrDefault(0).ToString()));
    }

    /// <summary>The transformer that was saved.</summary>
    /// <param name="network">Its ONNX file, which becomes the transformer's.</param>
    /// <param name="scoring">How data views are scored, or null for the defaults.</param>
    public EfficientNetTransformer Restore(TemporaryFile network, ScoringOptions? scoring) => new(
        new TransformerChain<ITransformer>(Transformers),
        new ChainResources(Transformers, [network]),
        new ScoringSource(Description.Verb, _settings.InputColumnName, Description.Kind, _settings, Description.Columns, network.Path),
        scoring);

    private sealed class AnyRow
    {
        public bool Any { get; set; }
    }
}
