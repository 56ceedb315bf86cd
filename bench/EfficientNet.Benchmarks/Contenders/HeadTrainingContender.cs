using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>Training a linear classifier on features that are in memory: made-up ones, 1,280 a row, which are none the easier for that.</summary>
internal sealed class HeadTrainingContender(int classes) : Contender
{
    private const int Features = 1280;

    private readonly MLContext _ml = new(seed: 1);
    private readonly Dictionary<int, IDataView> _views = [];

    public override void Run(int count)
    {
        if (!_views.TryGetValue(count, out IDataView? view))
        {
            IDataView rows = _ml.Data.LoadFromEnumerable(Rows(count));
            view = _ml.Data.Cache(_ml.Transforms.Conversion.MapValueToKey(nameof(Row.Label)).Fit(rows).Transform(rows));
            _views[count] = view;
        }

        _ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(view);
    }

    /// <summary>Like pooled features: none below zero, and about half of them zero.</summary>
    private Row[] Rows(int count)
    {
        var random = new Random(1);
        double[][] centres = [.. Enumerable.Range(0, classes).Select(_ => Enumerable.Range(0, Features).Select(_ => 0.3 * random.NextDouble()).ToArray())];
        return [.. Enumerable.Range(0, count).Select(row => new Row
        {
            Label = $"class {row % classes}",
            Features = [.. centres[row % classes].Select(centre => (float)Math.Max(0, centre + (2 * (random.NextDouble() - 0.6))))],
        })];
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        [VectorType(HeadTrainingContender.Features)]
        public float[] Features { get; set; } = [];
    }
}
