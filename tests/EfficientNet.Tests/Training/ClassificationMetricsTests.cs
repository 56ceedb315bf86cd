using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class ClassificationMetricsTests
{
    // Rows: sure and right (0.9), sure and wrong (0.9), unsure and right (0.62), unsure and right (0.62).
    private static readonly int[] Labels = [0, 0, 1, 1];
    private static readonly float[] Probabilities = [0.9f, 0.1f, 0.1f, 0.9f, 0.38f, 0.62f, 0.38f, 0.62f];

    [Fact]
    public void Figures_are_those_computed_by_hand()
    {
        var metrics = new ClassificationMetrics(Labels, Probabilities, 2);

        Assert.Equal((4, 2), (metrics.Rows, metrics.Classes));
        Assert.Equal(0.75, metrics.Accuracy, 1e-12);
        Assert.Equal(-(Math.Log(0.9) + Math.Log(0.1) + (2 * Math.Log(0.62))) / 4, metrics.LogLoss, 1e-6);
        Assert.Equal([1, 1, 0, 2], new[] { metrics.Confusion(0, 0), metrics.Confusion(0, 1), metrics.Confusion(1, 0), metrics.Confusion(1, 1) });

        // Two rows at 0.9, half of them right; two at 0.62, both right: (2 x 0.4 + 2 x 0.38) / 4.
        Assert.Equal(0.39, metrics.ExpectedCalibrationError, 1e-6);
        Assert.Equal([2, 2], metrics.ReliabilityBins.Where(bin => bin.Count > 0).Select(bin => bin.Count));
        Assert.Equal([0.62, 0.9], metrics.ReliabilityBins.Where(bin => bin.Count > 0).Select(bin => Math.Round(bin.Confidence, 6)));
        Assert.Equal([1.0, 0.5], metrics.ReliabilityBins.Where(bin => bin.Count > 0).Select(bin => bin.Accuracy));
    }

    [Fact]
    public void Each_class_has_its_precision_and_recall()
    {
        var metrics = new ClassificationMetrics(Labels, Probabilities, 2);

        Assert.Equal((2, 1.0, 0.5), (metrics.PerClass[0].Support, metrics.PerClass[0].Precision, metrics.PerClass[0].Recall));
        Assert.Equal(2 / 3.0, metrics.PerClass[0].F1, 1e-12);
        Assert.Equal((2, 1.0), (metrics.PerClass[1].Support, metrics.PerClass[1].Recall));
        Assert.Equal(2 / 3.0, metrics.PerClass[1].Precision, 1e-12);
        Assert.Equal(0.8, metrics.PerClass[1].F1, 1e-12);
    }

    [Fact]
    public void A_class_that_is_neither_there_nor_predicted_has_zeros()
    {
        var metrics = new ClassificationMetrics([0, 1], [0.8f, 0.1f, 0.1f, 0.2f, 0.7f, 0.1f], 3);

        Assert.Equal(new ClassMetrics(0, 0, 0, 0), metrics.PerClass[2]);
    }

    [Fact]
    public void There_are_15_ranges_of_equal_width_whose_upper_end_belongs_to_them()
    {
        // 9 / 15 lies between the first two, which single precision has side by side.
        var metrics = new ClassificationMetrics([0, 0, 0], [MathF.BitDecrement(0.6f), 0.4f, 0.6f, 0.4f, 1, 0], 2);

        Assert.Equal(15, metrics.ReliabilityBins.Count);
        Assert.Equal(0.0, metrics.ReliabilityBins[0].Lower);
        Assert.Equal(1.0, metrics.ReliabilityBins[14].Upper);
        Assert.All(metrics.ReliabilityBins, bin => Assert.Equal(1.0 / 15, bin.Upper - bin.Lower, 1e-12));
        Assert.Equal(1, metrics.ReliabilityBins[8].Count);
        Assert.Equal(1, metrics.ReliabilityBins[9].Count);
        Assert.Equal(1, metrics.ReliabilityBins[14].Count);
        Assert.True(double.IsNaN(metrics.ReliabilityBins[0].Accuracy));
        Assert.Equal(3, metrics.ReliabilityBins.Sum(bin => bin.Count));
    }

    [Fact]
    public void Right_and_sure_is_perfectly_calibrated_and_impossible_stays_finite()
    {
        Assert.Equal(0.0, new ClassificationMetrics([0, 1], [1, 0, 0, 1], 2).ExpectedCalibrationError, 1e-12);
        Assert.Equal(1.0, new ClassificationMetrics([1, 0], [1, 0, 0, 1], 2).ExpectedCalibrationError, 1e-12);
        Assert.Equal(87.3, new ClassificationMetrics([1], [1, 0], 2).LogLoss, 0.1);
    }

    [Fact]
    public void What_is_not_possible_is_named()
    {
        Assert.Contains("2 labels and 3 probabilities", Message([0, 1], [1, 0, 0]), StringComparison.Ordinal);
        Assert.Contains("that of row 1 is 2", Message([0, 2], [1, 0, 0, 1]), StringComparison.Ordinal);
        Assert.Contains("that of row 1 for class 0 is NaN", Message([0, 1], [1, 0, float.NaN, 1]), StringComparison.Ordinal);
        Assert.Contains("that of row 0 for class 1 is -0.5", Message([0], [1, -0.5f]), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassificationMetrics([0], [1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassificationMetrics(Labels, Probabilities, 2).Confusion(2, 0));

        static string Message(int[] labels, float[] probabilities)
            => Assert.Throws<ArgumentException>(() => new ClassificationMetrics(labels, probabilities, 2)).Message;
    }
}
