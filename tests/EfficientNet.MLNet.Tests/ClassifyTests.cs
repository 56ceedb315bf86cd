using EfficientNet.Labels;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests;

public class ClassifyTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Scores_are_probabilities_named_by_the_labels()
    {
        using var pictures = new Pictures();
        IDataView data = _ml.Paths(pictures.Draw("a.png"), pictures.Draw("b.png", discs: true));

        IDataView view = _ml.Transforms.EfficientNetClassify().Fit(data).Transform(data);
        Row[] rows = [.. _ml.Data.CreateEnumerable<Row>(view, reuseRowObject: false)];
        VBuffer<ReadOnlyMemory<char>> names = default;
        view.Schema["Score"].GetSlotNames(ref names);
        string[] labels = [.. names.DenseValues().Select(name => name.ToString())];

        Assert.Equal(ImageNetLabels.All.Select(label => label.Description), labels);
        Assert.All(rows, row =>
        {
            Assert.Equal(1000, row.Score.Length);
            Assert.Equal(1, row.Score.Sum(), 1e-4);
            Assert.Equal(row.Score.Max(), row.Probability);
            Assert.Equal(labels[Array.IndexOf(row.Score, row.Probability)], row.PredictedLabel);
        });
    }

    [Fact]
    public void A_skipped_picture_has_no_label_and_no_probability()
    {
        IDataView data = _ml.Paths("no-such.png");
        var options = new EfficientNetClassifyOptions { BrokenPictures = BrokenPicturePolicy.Skip };

        Row row = _ml.Data.CreateEnumerable<Row>(_ml.Transforms.EfficientNetClassify(options).Fit(data).Transform(data), reuseRowObject: false).Single();

        Assert.Equal("", row.PredictedLabel);
        Assert.True(float.IsNaN(row.Probability));
        Assert.All(row.Score, score => Assert.True(float.IsNaN(score)));
    }

    [Fact]
    public void Own_labels_must_be_as_many_as_the_classes()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(
            () => _ml.Transforms.EfficientNetClassify(new EfficientNetClassifyOptions { Labels = ["cat", "dog"] }));

        Assert.Contains("2", exception.Message);
        Assert.Contains("1,000", exception.Message);
    }

    [Fact]
    public void A_label_without_text_is_named()
    {
        string[] labels = [.. Enumerable.Range(0, 1000).Select(index => $"label {index}")];
        labels[7] = null!;

        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.EfficientNetClassify(new EfficientNetClassifyOptions { Labels = labels }));

        Assert.Contains("index 7", exception.Message);
    }

    [Fact]
    public void Columns_of_one_name_are_refused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.EfficientNetClassify("Probability"));

        Assert.Contains("'Probability'", exception.Message);
    }

    private sealed class Row
    {
        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";

        public float Probability { get; set; }
    }
}
