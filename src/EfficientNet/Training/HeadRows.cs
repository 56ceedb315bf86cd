namespace EfficientNet.Training;

/// <summary>
/// The rows as the solver goes through them: scaled, rows of one part (<see cref="GroupedFolds"/>) together, in each part those that are
/// given first, then mixtures; each part filled up with rows that count nothing to the kernel's tile.
/// </summary>
internal sealed class HeadRows
{
    private readonly List<int> _sources = [];
    private readonly List<HeadTarget> _targets = [];

    private HeadRows(int stride, int foldCount) => (Stride, Parts) = (stride, new RowPart[foldCount + 1]);

    public int Stride { get; }

    public float[] Features { get; private set; } = [];

    /// <summary>The parts: first what is never held out, then those held out in turn.</summary>
    public RowPart[] Parts { get; }

    /// <summary>What each row is to be.</summary>
    public HeadTarget[] Targets { get; private set; } = [];

    /// <summary>The place among the examples that each row is from; -1 for mixtures and rows that count nothing.</summary>
    public IReadOnlyList<int> Sources => _sources;

    /// <param name="examples">The rows to take them from.</param>
    /// <param name="folds">The parts.</param>
    /// <param name="plainOnly">Whether augmented views are left out.</param>
    /// <param name="scaling">How features are scaled.</param>
    /// <param name="shape">The shape of the heads.</param>
    /// <param name="weights">How much each row counts.</param>
    /// <param name="options">Mixtures and where their random numbers start.</param>
    /// <param name="parallel">On how many cores.</param>
    public static HeadRows Of(
        HeadExamples examples,
        GroupedFolds folds,
        bool plainOnly,
        FeatureScaling scaling,
        HeadShape shape,
        float[] weights,
        HeadTrainingOptions options,
        ParallelOptions parallel)
    {
        var rows = new HeadRows(shape.Stride, folds.Count);
        var random = new Random(options.Seed);
        // A row and its mixture count together what the row alone would.
        var halves = options.Mixup > 0 ? 0.5f : 1;
        var mixtures = new List<(int Place, int First, int Second, float Share)>();
        for (var fold = GroupedFolds.Never; fold < folds.Count; fold++)
        {
            int[] sources = [.. Enumerable.Range(0, examples.Rows).Where(row => folds.OfRow[row] == fold && (examples.IsPlain[row] || !plainOnly))];
            var first = rows._sources.Count;
            foreach (var source in sources)
            {
                var label = examples.Labels[source];
                rows.Add(source, new HeadTarget(label, label, 1, halves * weights[source]));
            }

            // Partners come from the same part, so what is held out is in no mixture that is trained on.
            for (var at = 0; at < sources.Length && options.Mixup > 0; at++)
            {
                var (one, other) = (sources[at], sources[random.Next(sources.Length)]);
                var share = (float)RandomNumbers.Beta(random, options.Mixup);
                mixtures.Add((rows._sources.Count, one, other, share));

                // Each row's part of the label counts as much as the row does, so that a heavy class does not lend its weight to a light one.
                var (own, others) = (share * weights[one], (1 - share) * weights[other]);
                rows.Add(-1, new HeadTarget(examples.Labels[one], examples.Labels[other], own / (own + others), halves * (own + others)));
            }

            while (rows._sources.Count % DenseKernel.RowTile != 0)
            {
                rows.Add(-1, new HeadTarget(0, 0, 1, 0));
            }

            var judged = fold == GroupedFolds.Never ? 0 : sources.Length;
            rows.Parts[fold + 1] = new RowPart(fold, first, judged, rows._sources.Count - first);
        }

        rows.Targets = [.. rows._targets];

        // Held-out rows have their logits kept.
        Check(rows.Targets.Length, examples.FeatureCount, rows.Stride, "features");
        Check(plainOnly ? rows.Targets.Length : 0, shape.Classes, shape.Classes, "classes");
        rows.CopyFeatures(examples, scaling, mixtures, parallel);
        return rows;
    }

    public Span<float> Row(int row) => Features.AsSpan(row * Stride, Stride);

    private static void Check(int rows, int count, long stride, string of)
    {
        if (rows * stride > Array.MaxLength)
        {
            throw new ArgumentException(
                $"{rows} rows (mixtures counted) of {count} {of} are more numbers than one array holds, which is {Array.MaxLength}; "
                + "train on fewer pictures, or fewer views of each.");
        }
    }

    private void Add(int source, HeadTarget target)
    {
        _sources.Add(source);
        _targets.Add(target);
    }

    private void CopyFeatures(HeadExamples examples, FeatureScaling scaling, List<(int Place, int First, int Second, float Share)> mixtures, ParallelOptions parallel)
    {
        Features = new float[_sources.Count * Stride];
        Parallel.For(0, _sources.Count, parallel, row =>
        {
            if (_sources[row] >= 0)
            {
                scaling.Apply(examples.Row(_sources[row]), Row(row));
            }
        });
        Parallel.ForEach(mixtures, parallel, mixture =>
        {
            var mixed = Row(mixture.Place)[..examples.FeatureCount];
            var partner = new float[examples.FeatureCount];
            scaling.Apply(examples.Row(mixture.First), mixed);
            scaling.Apply(examples.Row(mixture.Second), partner);
            for (var feature = 0; feature < mixed.Length; feature++)
            {
                mixed[feature] = (mixture.Share * mixed[feature]) + ((1 - mixture.Share) * partner[feature]);
            }
        });
    }
}


/// <summary>Rows that are held out together.</summary>
/// <param name="Fold">The part's number, or <see cref="GroupedFolds.Never"/>.</param>
/// <param name="First">The first row's place.</param>
/// <param name="Judged">How many rows, from the first, are judged while the part is held out.</param>
/// <param name="Count">How many rows there are.</param>
internal readonly record struct RowPart(int Fold, int First, int Judged, int Count);


/// <summary>What a row is to be: one class or, for a mixture, two.</summary>
/// <param name="First">A class.</param>
/// <param name="Second">Another one; the same if it is no mixture.</param>
/// <param name="Share">The first class's share; the second has the rest.</param>
/// <param name="Weight">How much the row counts; 0: not at all.</param>
internal readonly record struct HeadTarget(int First, int Second, float Share, float Weight);
