using EfficientNet.Benchmarks.Contenders;
using EfficientNet.Benchmarks.Material;
using EfficientNet.Benchmarks.Measuring;
using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Benchmarks.Questions;

/// <summary>Where does a picture's time go, and what does the resampler take of it?</summary>
internal sealed class PicturesQuestion : IQuestion
{
    private const string NetworkB0 = "network B0", NetworkLite0 = "network Lite0";

    private static readonly Limit _resampling = Limit.AtMost(1.4, " ms");

    public string Key => "pictures";

    public Section Answer(Surroundings surroundings)
    {
        BenchedNetwork b0 = BenchedNetwork.B0, lite0 = BenchedNetwork.Lite0;
        surroundings.Workspace.Prepare(b0);
        surroundings.Workspace.Prepare(lite0);
        int rows = surroundings.Options.Rows, few = Math.Max(1, rows / 5);
        IReadOnlyDictionary<string, Sample> times = surroundings.Race(
            Key,
            surroundings.Racer(ContenderCatalog.Decoding, b0, few),
            surroundings.Racer(ContenderCatalog.Resampler, b0, rows),
            surroundings.Racer(ContenderCatalog.ResizeOperator, b0, few),
            surroundings.Racer(ContenderCatalog.Preprocessor, b0, rows),
            surroundings.Racer(ContenderCatalog.OneThread, b0, few) with { Name = NetworkB0 },
            surroundings.Racer(ContenderCatalog.OneThread, lite0, few) with { Name = NetworkLite0 });
        Sample decoding = times[ContenderCatalog.Decoding], resampling = times[ContenderCatalog.Resampler];
        Sample preparing = decoding.Plus(resampling);
        return new Section(
            "Parts of the way, a picture on one core",
            [
                Line.Faster($"resampler, {TestPicture.Width} x {TestPicture.Height} to 224 x 224, faster than the graph's Resize", resampling, times[ContenderCatalog.ResizeOperator])
                    with { Limit = _resampling, Limited = resampling },
                Line.Slower("decoding (MLImage), share of B0's way", decoding, preparing.Plus(times[NetworkB0])),
                Line.Slower("resampling, share of B0's way", resampling, preparing.Plus(times[NetworkB0])),
                Line.Slower("decoding (MLImage), share of Lite0's way", decoding, preparing.Plus(times[NetworkLite0])),
                Line.Slower("resampling, share of Lite0's way", resampling, preparing.Plus(times[NetworkLite0])),
                Line.Faster("EfficientNetPreprocess on all cores, faster than one core", times[ContenderCatalog.Preprocessor], preparing),
            ],
            []);
    }
}
