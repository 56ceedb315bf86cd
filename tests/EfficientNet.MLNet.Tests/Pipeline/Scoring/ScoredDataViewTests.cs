using System.Runtime.CompilerServices;
using EfficientNet.MLNet.Pipeline.Scoring;
using EfficientNet.Testing;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Xunit;

namespace EfficientNet.MLNet.Tests.Pipeline.Scoring;

public sealed class ScoredDataViewTests : IDisposable
{
    private readonly TinyTransforms _tiny = new();

    private MLContext ML => _tiny.ML;

    public void Dispose() => _tiny.Dispose();

    public static TheoryData<string> Kinds => ["paths", "bytes", "raw bytes", "images", "loaded images", "resized images", "normalized pixels"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_of_input_gives_the_rows_of_the_portable_chain(string kind)
    {
        (IDataView data, string column) = Data(kind, _tiny.Draw(20));

        AssertAsPortable(_tiny.Featurize(column).Fit(data), data, "Features");
    }

    [Theory]
    [InlineData("classes")]
    [InlineData("several outputs")]
    [InlineData("preprocessing")]
    public void Each_verb_gives_the_rows_of_the_portable_chain(string verb)
    {
        string[] paths = _tiny.Draw(20);
        paths[3] = paths[11] = _tiny.Broken();
        IDataView data = ML.Paths(paths);
        EfficientNetEstimator estimator = verb switch
        {
            "classes" => _tiny.Classify(),
            "several outputs" => _tiny.FeaturizeTwice(),
            _ => ML.Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions
            {
                OutputColumnName = "Pixels",
                BrokenPictures = BrokenPicturePolicy.Skip,
            }),
        };

        AssertAsPortable(estimator.Fit(data), data);
        foreach (string column in new[] { "BrokenPicture", "Probability", "PredictedLabel", "Score", "Maps", "Logits", "Pixels" })
        {
            AssertAsPortable(estimator.Fit(data), data, column);
        }
    }

    [Fact]
    public void The_columns_are_those_of_the_portable_chain_with_their_annotations_and_hidden_ones()
    {
        IDataView data = ML.Data.LoadFromEnumerable([new { ImagePath = "a.png", Features = 1f, Label = "x" }]);
        data = ML.Transforms.CopyColumns("Label", "ImagePath").Append(ML.Transforms.CopyColumns("ImagePath", "ImagePath")).Fit(data).Transform(data);
        EfficientNetTransformer transformer = _tiny.Featurize().Fit(data);

        DataViewSchema expected = _tiny.Portable(transformer, data.Schema).GetOutputSchema(data.Schema);
        DataViewSchema found = transformer.Transform(data).Schema;

        Assert.Contains(found, column => column.IsHidden);
        Assert.Equal(expected.Select(Describe), found.Select(Describe));
        Assert.Equal(found.Select(Describe), transformer.GetOutputSchema(data.Schema).Select(Describe));

        static string Describe(DataViewSchema.Column column)
            => $"{column.Index} {column.Name} {column.IsHidden} {column.Type} {string.Join(", ", column.Annotations.Schema.Select(each => $"{each.Name}: {each.Type}"))}";
    }

    [Fact]
    public void An_output_that_replaces_its_input_hides_it()
    {
        IDataView data = ML.Paths(_tiny.Draw(3));

        AssertAsPortable(_tiny.Featurize(outputColumn: "ImagePath").Fit(data), data);
    }

    [Fact]
    public void Values_of_every_type_pass_through_beside_the_scores()
    {
        IDataView data = EveryType.Load(ML, _tiny.Draw(30));
        data = ML.Transforms.Conversion.MapValueToKey("MappedKey", "Text").Fit(data).Transform(data);

        string[] rows = AssertAsPortable(_tiny.Featurize().Fit(data), data);

        Assert.Contains("sparse", rows[0]);
        Assert.Contains("DateTimeOffset", rows[0]);
    }

    [Fact]
    public void Images_may_be_read_beside_the_scores()
    {
        (IDataView loaded, _) = Data("loaded images", _tiny.Draw(12));
        (IDataView images, _) = Data("images", _tiny.Draw(12));

        AssertAsPortable(_tiny.Featurize().Fit(loaded), loaded);
        AssertAsPortable(_tiny.Featurize("Image").Fit(images), images);
    }

    [Fact]
    public void A_disposed_transformer_says_so_where_images_are_read_beside_the_scores()
    {
        (IDataView images, _) = Data("images", _tiny.Draw(3));
        EfficientNetTransformer transformer = _tiny.Featurize("Image").Fit(images);
        IDataView view = transformer.Transform(images);
        transformer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => view.GetRowCursor(view.Schema));
        Assert.Throws<ObjectDisposedException>(() => view.GetRowCursorSet(view.Schema, 2));
        Assert.Equal(3, view.GetColumn<string>("Name").Count());
    }

    [Fact]
    public void Shuffled_rows_are_those_of_the_portable_chain_shuffled_by_the_same_numbers()
    {
        IDataView data = ML.Data.Cache(ML.Paths(_tiny.Draw(25)));
        EfficientNetTransformer transformer = _tiny.Featurize().Fit(data);
        IDataView view = transformer.Transform(data);
        IDataView portable = _tiny.Portable(transformer, data.Schema).Transform(data);

        Assert.True(view.CanShuffle);
        Assert.Equal(RowTexts.Of(portable, new Random(5), "ImagePath", "Features"), RowTexts.Of(view, new Random(5), "ImagePath", "Features"));
        Assert.NotEqual(RowTexts.Of(view, "ImagePath", "Features"), RowTexts.Of(view, new Random(5), "ImagePath", "Features"));
    }

    [Fact]
    public void It_shuffles_and_counts_as_its_input_does()
    {
        IDataView counted = ML.Paths(_tiny.Draw(3));
        IDataView filtered = ML.Data.FilterRowsByColumn(ML.Data.LoadFromEnumerable([new { ImagePath = "a", Number = 1f }]), "Number", 0, 2);

        Assert.Equal(3, _tiny.Featurize().Fit(counted).Transform(counted).GetRowCount());
        Assert.Null(_tiny.Featurize().Fit(filtered).Transform(filtered).GetRowCount());
        Assert.Equal(filtered.CanShuffle, _tiny.Featurize().Fit(filtered).Transform(filtered).CanShuffle);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void Any_number_of_rows_is_scored(int count)
    {
        IDataView data = ML.Paths(_tiny.Draw(count));

        Assert.Equal(count, AssertAsPortable(_tiny.Featurize().Fit(data), data).Length);
    }

    [Fact]
    public void One_cursor_scores_for_all_of_a_set()
    {
        IDataView data = ML.Paths(_tiny.Draw(10));
        IDataView view = _tiny.Featurize().Fit(data).Transform(data);

        DataViewRowCursor cursor = Assert.Single(view.GetRowCursorSet(view.Schema, 4));

        Assert.IsType<ScoredCursor>(cursor);
        Assert.Equal(RowTexts.Of(view), RowTexts.Of(cursor));
    }

    [Fact]
    public void Nothing_is_scored_where_only_the_inputs_columns_are_read()
    {
        IDataView data = ML.Paths(_tiny.Broken(), _tiny.Broken(1));
        IDataView view = _tiny.Featurize().Fit(data).Transform(data);

        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["ImagePath"]]);

        Assert.IsNotType<ScoredCursor>(cursor);
        Assert.Equal(2, RowTexts.Of(view, "ImagePath").Length);
        Assert.Equal(2, view.GetColumn<string>("ImagePath").Count());
    }

    [Fact]
    public void The_report_on_broken_pictures_alone_does_not_load_the_network()
    {
        string[] paths = _tiny.Draw(6);
        paths[4] = _tiny.Broken();
        IDataView data = ML.Paths(paths);
        using EfficientNetTransformer transformer = _tiny.Featurize(policy: BrokenPicturePolicy.Skip).Fit(data);

        string[] reports = [.. transformer.Transform(data).GetColumn<string>("BrokenPicture")];

        Assert.Equal([4], Enumerable.Range(0, 6).Where(index => reports[index].Length > 0));
        Assert.False(transformer.HasLoadedNetwork);
    }

    [Fact]
    public void Whatever_stands_behind_it_sees_the_rows_of_the_portable_chain()
    {
        string[] paths = _tiny.Draw(24);
        IDataView data = ML.Data.LoadFromEnumerable(paths.Select((path, index) => new Row { ImagePath = path, Number = index }).ToList());
        EfficientNetTransformer transformer = _tiny.Featurize().Fit(data);
        IDataView view = transformer.Transform(data);
        IDataView portable = _tiny.Portable(transformer, data.Schema).Transform(data);

        foreach (Func<IDataView, IDataView> behind in new Func<IDataView, IDataView>[]
        {
            input => ML.Data.TakeRows(input, 5),
            input => ML.Data.SkipRows(input, 20),
            input => ML.Data.FilterRowsByColumn(input, "Number", 3, 17),
            input => ML.Data.Cache(input),
            input => ML.Data.ShuffleRows(input, seed: 3),
            input => ML.Transforms.Concatenate("Both", "Features", "Number").Append(ML.Transforms.NormalizeMinMax("Both")).Fit(input).Transform(input),
            input => ML.Transforms.CustomMapping<Row, Doubled>((row, doubled) => doubled.Double = 2 * row.Number, null).Fit(input).Transform(input),
        })
        {
            Assert.Equal(RowTexts.Of(behind(portable)), RowTexts.Of(behind(view)));
        }

        Assert.Equal(24, view.Preview(maxRows: 100).RowView.Length);
    }

    [Fact]
    public void Trainers_and_cross_validation_learn_the_same_from_it()
    {
        IReadOnlyList<LabeledImage> images = _tiny.Pictures.DrawClasses(8);
        IDataView data = ML.Data.LoadFromEnumerable(images);
        EfficientNetTransformer transformer = _tiny.Featurize().Fit(data);
        IDataView view = transformer.Transform(data);
        IDataView portable = _tiny.Portable(transformer, data.Schema).Transform(data);

        Assert.Equal(Scores(portable), Scores(view));
        Assert.Equal(Accuracies(portable), Accuracies(view));

        string[] Scores(IDataView input)
        {
            var context = new MLContext(seed: 1);
            return RowTexts.Of(
                context.Transforms.Conversion.MapValueToKey("Label")
                    .AppendCacheCheckpoint(context)
                    .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new() { NumberOfThreads = 1 }))
                    .Fit(input).Transform(input),
                "Score");
        }

        double[] Accuracies(IDataView input)
        {
            var context = new MLContext(seed: 1);
            return
            [
                .. context.MulticlassClassification.CrossValidate(
                    input,
                    context.Transforms.Conversion.MapValueToKey("Label").Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new() { NumberOfThreads = 1 })),
                    numberOfFolds: 3).Select(fold => fold.Metrics.MicroAccuracy),
            ];
        }
    }

    [Fact]
    public void A_prediction_engine_gives_the_scores_of_the_data_view()
    {
        string[] paths = _tiny.Draw(5);
        IDataView data = ML.Paths(paths);
        EfficientNetTransformer transformer = _tiny.Featurize().Fit(data);
        float[][] expected = transformer.Transform(data).Vectors();

        using PredictionEngine<PathRow, FeaturesRow> engine = ML.Model.CreatePredictionEngine<PathRow, FeaturesRow>(transformer);

        Assert.Equal(expected, paths.Select(path => engine.Predict(new PathRow { ImagePath = path }).Features.ToArray()));
    }

    [Fact]
    public void A_view_can_be_scored_when_nobody_holds_its_transformer_any_more()
    {
        IDataView data = ML.Paths(_tiny.Draw(3));
        IDataView view = View();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal(3, view.Vectors().Length);

        [MethodImpl(MethodImplOptions.NoInlining)]
        IDataView View() => _tiny.Featurize().Fit(data).Transform(data);
    }

    [Fact]
    public void Two_transforms_of_one_pipeline_score_behind_each_other()
    {
        IDataView data = ML.Paths(_tiny.Draw(15));
        var both = _tiny.Featurize().Append(_tiny.Featurize(outputColumn: "Again")).Fit(data);

        IDataView view = both.Transform(data);

        Assert.Equal(view.Vectors("Features"), view.Vectors("Again"));
        Assert.Equal(15, RowTexts.Of(view).Length);
    }

    private string[] AssertAsPortable(EfficientNetTransformer transformer, IDataView data, params string[] columns)
    {
        using (transformer)
        {
            string[] expected = RowTexts.Of(_tiny.Portable(transformer, data.Schema).Transform(data), columns);
            string[] found = RowTexts.Of(transformer.Transform(data), columns);
            Assert.Equal(expected, found);
            return found;
        }
    }

    private (IDataView Data, string Column) Data(string kind, string[] paths)
    {
        IDataView data = ML.Paths(paths);
        return kind switch
        {
            "paths" => (data, "ImagePath"),
            "bytes" => (ML.Data.LoadFromEnumerable(paths.Select(path => new BytesRow { Bytes = File.ReadAllBytes(path) }).ToList()), "Bytes"),
            "raw bytes" => (ML.Transforms.LoadRawImageBytes("Bytes", "", "ImagePath").Fit(data).Transform(data), "Bytes"),
            "images" => (ML.Data.LoadFromEnumerable(paths.Select(path => new ImageRow { Image = MLImage.CreateFromFile(path) }).ToList()), "Image"),
            "loaded images" => (ML.Transforms.LoadImages("Image", "", "ImagePath").Fit(data).Transform(data), "Image"),
            "resized images" => (
                ML.Transforms.LoadImages("Image", "", "ImagePath").Append(ML.Transforms.ResizeImages("Image", 40, 36)).Fit(data).Transform(data), "Image"),
            _ => (
                ML.Transforms.LoadImages("Image", "", "ImagePath")
                    .Append(ML.Transforms.ResizeImages("Image", TinyNetwork.Variant.Resolution, TinyNetwork.Variant.Resolution))
                    .Append(ML.Transforms.ExtractPixels("Pixels", "Image", offsetImage: 127.5f, scaleImage: 1 / 127.5f)).Fit(data).Transform(data),
                "Pixels"),
        };
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public float Number { get; set; }
    }

    private sealed class Doubled
    {
        public float Double { get; set; }
    }
}
