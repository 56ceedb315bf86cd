using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;
using EfficientNet.MLNet.Pipeline.Scoring;
using Microsoft.ML;

namespace EfficientNet.MLNet.Classification;

/// <summary>The network without a classifier, from prepared pictures to features. It is loaded when the first picture needs it.</summary>
internal sealed class FeatureNetwork : IDisposable
{
    private readonly ScoringEngine _engine;
    private readonly PictureSettings _settings;

    /// <param name="plan">The plan of the pooled features.</param>
    /// <param name="data">Data with the column of pictures; only looked at where the network is to be calibrated.</param>
    public FeatureNetwork(TransformPlan plan, IDataView data)
    {
        InputKind kind = plan.KindOf(data.Schema);
        DataViewSchema.Column column = data.Schema[plan.Options.InputColumnName];
        (int Height, int Width)? pixels = kind == InputKind.NormalizedPixels ? InputColumn.PixelSize(column, plan.Verb) : null;
        _settings = PortableChain.SettingsOf(plan, column, pixels);
        var pictures = new CalibrationPictures(data, plan.Verb, kind, _settings, plan.CalibrationPictures);
        var file = new TemporaryFile(stream => plan.WriteGraph(pixels, pictures, stream));
        _engine = new ScoringEngine(new ScoringSource(plan.Verb, column.Name, kind, _settings, [], file.Path), plan.Options.Scoring, file);
        Kind = kind;
        PreparedLength = new PictureReader(_settings).Length;
        Identity = IdentityOf(file, plan.Options.Scoring);
    }

    /// <summary>What the column of pictures holds.</summary>
    public InputKind Kind { get; }

    /// <summary>How pictures are read and prepared.</summary>
    public PictureSettings Settings => _settings;

    /// <summary>How many numbers a prepared picture has.</summary>
    public int PreparedLength { get; }

    /// <summary>
    /// All that features depend on beside the picture: the graph's content (weights, precision, calibration), how pictures are prepared, and what computes it.
    /// </summary>
    public IReadOnlyList<string> Identity { get; }

    /// <summary>The same for data whose column holds pictures of the same kind.</summary>
    /// <param name="prepared">Puts the picture of a number into the network's input.</param>
    /// <param name="count">How many pictures there are.</param>
    /// <param name="features">Takes their features, one picture's after the other's.</param>
    public void Run(FillInput prepared, int count, Span<float> features)
    {
        ScoringNetwork network = _engine.Network;
        int length = features.Length / Math.Max(count, 1);
        float[] input = network.Rent();
        try
        {
            for (int first = 0; first < count; first += network.Plan.BatchSize)
            {
                int now = Math.Min(network.Plan.BatchSize, count - first);
                for (int index = 0; index < now; index++)
                {
                    prepared(first + index, input.AsSpan(index * network.InputLength, network.InputLength));
                }

                network.Run(input, now, TemporaryColumns.Features, features.Slice(first * length, now * length));
            }
        }
        finally
        {
            network.Return(input);
        }
    }

    public void Dispose() => _engine.Dispose();

    private string[] IdentityOf(TemporaryFile graph, ScoringOptions scoring)
    {
        // Names and places say nothing about the numbers; a broken picture is in no cache.
        PictureSettings numbers = _settings with { InputColumnName = "", ImageFolder = "", BrokenPictures = default, Height = 0, Width = 0 };
        return
        [
            graph.Hash(),
            .. numbers.ToTexts(),
            Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetVersionString(),

            // What decodes, what resamples and augments: another build of either may round differently.
            typeof(Microsoft.ML.Data.MLImage).Module.ModuleVersionId.ToString(),
            typeof(Preprocessing).Module.ModuleVersionId.ToString(),
            scoring.ExecutionProvider.ToString(),
            $"batches of {scoring.BatchSize}",
            $"{scoring.ThreadsPerRun} threads a run",
        ];
    }

    /// <summary>Puts a picture into the network's input.</summary>
    public delegate void FillInput(int picture, Span<float> prepared);
}
