using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>Finds our chains in a model that ML.NET loaded, wherever they stand in it, and makes each the transformer that was saved.</summary>
internal sealed class ChainReader
{
    private readonly MLContext _ml;
    private readonly List<SavedChain> _found = [];
    private readonly Dictionary<SavedChain, EfficientNetTransformer> _restored = [];

    private readonly ScoringOptions? _scoring;

    private ChainReader(MLContext ml, ScoringOptions? scoring)
    {
        _ml = ml;
        _scoring = scoring;
    }

    /// <summary>The model with our transformers in it; the very same object if it has no chain of ours.</summary>
    /// <param name="ml">Evaluates what the chains say of themselves.</param>
    /// <param name="model">The model; its transformers become part of the one returned.</param>
    /// <param name="open">Opens the model as it was saved; given our chains, for those who have yet to save them.</param>
    /// <param name="scoring">How data views are scored, or null for the defaults.</param>
    public static ITransformer Restore(MLContext ml, ITransformer model, Func<IReadOnlyList<SavedChain>, Stream> open, ScoringOptions? scoring)
    {
        var reader = new ChainReader(ml, scoring);
        Part part = reader.Find(model);
        if (reader._found.Count > 0)
        {
            using Stream saved = open(reader._found);
            reader.RestoreFrom(saved);
        }

        return reader.Rebuild(part);
    }

    private Part Find(ITransformer transformer)
    {
        if (AsChain(transformer) is not { } chain)
        {
            return new Part(transformer);
        }

        ITransformer[] transformers = [.. chain];
        TransformerScope[] scopes = ScopesOf(chain, transformers);
        List<(Part Part, TransformerScope Scope)> parts = [];
        for (int i = 0; i < transformers.Length; i++)
        {
            TransformerScope scope = scopes[i];
            if (SavedChain.At(transformers, i, _ml) is { } saved)
            {
                _found.Add(saved);
                parts.Add((new Part(transformer, saved), scope));
                i += saved.Transformers.Length - 1;
            }
            else
            {
                parts.Add((Find(transformers[i]), scope));
            }
        }

        // A chain that is nothing but one of ours is that one.
        return parts is [{ Part.Saved: not null, Scope: TransformerScope.Everything }] ? parts[0].Part : new Part(transformer, Parts: parts);
    }

    private void RestoreFrom(Stream saved)
    {
        IReadOnlyDictionary<string, TemporaryFile> files =
            NetworkFiles.Extract(saved, _found.Select(chain => chain.Description.Network).ToHashSet(StringComparer.Ordinal));
        foreach (IGrouping<string, SavedChain> chains in _found.GroupBy(chain => chain.Description.Network))
        {
            // Each goes by itself when it is disposed of, and takes its file along.
            foreach ((SavedChain chain, int index) in chains.Select((chain, index) => (chain, index)))
            {
                TemporaryFile file = files[chains.Key];
                _restored[chain] = chain.Restore(index == 0 ? file : file.Copy(), _scoring);
            }
        }
    }

    private ITransformer Rebuild(Part part)
    {
        if (part.Saved is not null)
        {
            return _restored[part.Saved];
        }

        return part.HasSaved
            ? new TransformerChain<ITransformer>(part.Parts!.Select(each => Rebuild(each.Part)), part.Parts!.Select(each => each.Scope))
            : part.Transformer;
    }

    /// <summary>Chains are of the type of their last transformer, unless they were loaded; any can give itself as one of no particular type.</summary>
    private static TransformerChain<ITransformer>? AsChain(ITransformer transformer)
    {
        Type type = transformer.GetType();
        return transformer as TransformerChain<ITransformer>
            ?? (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(TransformerChain<>)
                ? (TransformerChain<ITransformer>?)type.GetMethod(nameof(TransformerChain<ITransformer>.GetModelFor))!.Invoke(transformer, [TransformerScope.Everything])
                : null);
    }

    /// <summary>A chain does not say when each of its transformers is used, but gives the part of it that is used at a time.</summary>
    private static TransformerScope[] ScopesOf(TransformerChain<ITransformer> chain, ITransformer[] transformers)
    {
        var scopes = new TransformerScope[transformers.Length];
        foreach (TransformerScope scope in new[] { TransformerScope.Training, TransformerScope.Testing, TransformerScope.Scoring })
        {
            int index = 0;
            foreach (ITransformer used in chain.GetModelFor(scope))
            {
                // In the chain's order, so the next that is the same is the one.
                index = Array.FindIndex(transformers, index, other => ReferenceEquals(other, used));
                scopes[index++] |= scope;
            }
        }

        return scopes;
    }

    /// <summary>A transformer of the model, one of our chains, or a chain of such.</summary>
    private sealed record Part(ITransformer Transformer, SavedChain? Saved = null, IReadOnlyList<(Part Part, TransformerScope Scope)>? Parts = null)
    {
        public bool HasSaved => Saved is not null || (Parts?.Any(each => each.Part.HasSaved) ?? false);
    }
}
