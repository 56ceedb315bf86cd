namespace EfficientNet.Tests.Imaging;

/// <summary>What the graph is measured against must itself be right.</summary>
public class PillowPreprocessingTests
{
    [SkippableFact]
    public void Every_reference_case_comes_out_to_the_byte() =>
        Assert.All(PreprocessingCases.All(), one => Assert.Equal(one.Result.Pixels, PillowPreprocessing.Apply(one.Preprocessing, one.Source).Pixels));
}
