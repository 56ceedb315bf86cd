using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests;

public class PipelineTests
{
    [Fact]
    public void Missing_input_column_is_named()
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new Row { Number = 1 }]);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.CopyColumns("B", "A").Fit(data));

        Assert.Contains("Could not find input column 'A'", error.Message);
    }

    [Fact]
    public void Chain_checks_shapes_before_it_fits_anything()
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new Row { Number = 1 }]);
        var fitted = 0;
        var chain = ml.Transforms.CopyColumns("Copy", "Number").WithOnFitDelegate(_ => fitted++)
            .Append(ml.Transforms.CopyColumns("Other", "Absent"));

        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(data));

        Assert.Equal(0, fitted);
    }

    [Fact]
    public void Hidden_column_stands_before_the_one_that_hides_it()
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new Row { Number = 1, Text = "a" }]);

        var schema = ml.Transforms.CopyColumns("Number", "Text").Fit(data).Transform(data).Schema;

        Assert.Equal(["Number", "Number", "Text"], schema.Select(column => column.Name));
        Assert.Equal([true, false, false], schema.Select(column => column.IsHidden));
        Assert.Same(TextDataViewType.Instance, schema["Number"].Type);
    }

    [Fact]
    public void Saved_model_predicts_the_same()
    {
        var ml = new MLContext();
        var data = ml.Data.LoadFromEnumerable([new Row { Number = 1, Text = "a" }]);
        var model = ml.Transforms.CopyColumns("Copy", "Number").Append(ml.Transforms.CopyColumns("Again", "Copy")).Fit(data);
        using var stream = new MemoryStream();
        ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;

        var loaded = new MLContext().Model.Load(stream, out var schema);
        using var engine = ml.Model.CreatePredictionEngine<Row, Prediction>(loaded);

        Assert.Equal(data.Schema.Select(column => column.ToString()), schema.Select(column => column.ToString()));
        Assert.Equal(7, engine.Predict(new Row { Number = 7 }).Again);
    }

    private sealed class Row
    {
        public float Number { get; set; }

        public string? Text { get; set; }
    }

    private sealed class Prediction
    {
        public float Again { get; set; }
    }
}
