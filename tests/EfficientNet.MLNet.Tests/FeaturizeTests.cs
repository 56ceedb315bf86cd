using System.Collections.Concurrent;
using EfficientNet.Architecture;
using EfficientNet.Imaging;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests;

public class FeaturizeTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Paths_bytes_and_images_give_equal_features()
    {
        using var pictures = new Pictures();
        string path = pictures.Draw("a.png");
        float[] expected = Featurize(_ml.Paths(path), "ImagePath").Single();

        IDataView bytes = _ml.Data.LoadFromEnumerable([new BytesRow { Bytes = File.ReadAllBytes(path) }]);
        IDataView images = _ml.Data.LoadFromEnumerable([new ImageRow { Image = MLImage.CreateFromFile(path) }]);
        IDataView loaded = _ml.Transforms.LoadImages("Image", imageFolder: "", "ImagePath").Fit(_ml.Paths(path)).Transform(_ml.Paths(path));
        IDataView raw = _ml.Transforms.LoadRawImageBytes("Bytes", imageFolder: "", "ImagePath").Fit(_ml.Paths(path)).Transform(_ml.Paths(path));

        Assert.Equal(1280, expected.Length);
        Assert.Contains(expected, value => value > 0.5f);
        Assert.All(expected, value => Assert.InRange(value, 0, 6));
        Assert.Equal(expected, Featurize(bytes, "Bytes").Single());
        Assert.Equal(expected, Featurize(images, "Image").Single());
        Assert.Equal(expected, Featurize(loaded, "Image").Single());
        Assert.Equal(expected, Featurize(raw, "Bytes").Single());
    }

    [Fact]
    public void Normalized_pixels_are_taken_as_they_are()
    {
        using var pictures = new Pictures();
        IDataView paths = _ml.Paths(pictures.Draw("a.png"));
        IDataView pixels = _ml.Transforms.EfficientNetPreprocess("Pixels", "ImagePath").Fit(paths).Transform(paths);

        Assert.Equal([3, 224, 224], ((VectorDataViewType)pixels.Schema["Pixels"].Type).Dimensions.ToArray());
        Assert.Equal(Featurize(paths, "ImagePath").Single(), Featurize(pixels, "Pixels").Single());
    }

    [Fact]
    public void Pixels_that_ML_NET_extracted_are_featurized()
    {
        using var pictures = new Pictures();
        IDataView paths = _ml.Paths(pictures.Draw("a.png"));
        var pipeline = _ml.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
            .Append(_ml.Transforms.ResizeImages("Image", 224, 224))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image", offsetImage: 127.5f, scaleImage: 1 / 127.5f))
            .Append(_ml.Transforms.EfficientNetFeaturize("Features", "Pixels"));

        float[] features = pipeline.Fit(paths).Transform(paths).Vectors().Single();

        Assert.Contains(features, value => value > 0.5f);
    }

    [Fact]
    public void Interleaved_pixels_are_refused_with_the_reason()
    {
        using var pictures = new Pictures();
        IDataView paths = _ml.Paths(pictures.Draw("a.png"));
        var pipeline = _ml.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
            .Append(_ml.Transforms.ResizeImages("Image", 224, 224))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true));
        IDataView pixels = pipeline.Fit(paths).Transform(paths);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.EfficientNetFeaturize("Features", "Pixels").Fit(pixels));

        Assert.Contains("'Pixels'", exception.Message);
        Assert.Contains("interleavePixelColors", exception.Message);
    }

    [Fact]
    public void Output_columns_have_known_sizes_and_nothing_temporary_is_left()
    {
        using var pictures = new Pictures();
        IDataView paths = _ml.Paths(pictures.Draw("a.png"));

        DataViewSchema pooled = _ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(paths).GetOutputSchema(paths.Schema);
        DataViewSchema logits = Schema(FeatureOutput.Logits);
        DataViewSchema maps = Schema(FeatureOutput.Endpoint(3));

        Assert.Equal(["ImagePath", "Features"], pooled.Where(column => !column.IsHidden).Select(column => column.Name));
        Assert.Equal([1280], ((VectorDataViewType)pooled["Features"].Type).Dimensions.ToArray());
        Assert.Equal("pooled1279", SlotNames(pooled["Features"])[^1]);
        Assert.Equal([1000], ((VectorDataViewType)logits["Features"].Type).Dimensions.ToArray());
        Assert.Equal("tench, Tinca tinca", SlotNames(logits["Features"])[0]);
        Assert.Equal([40, 28, 28], ((VectorDataViewType)maps["Features"].Type).Dimensions.ToArray());

        static string[] SlotNames(DataViewSchema.Column column)
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            column.GetSlotNames(ref names);
            return [.. names.DenseValues().Select(name => name.ToString())];
        }

        DataViewSchema Schema(FeatureOutput output) => _ml.Transforms.EfficientNetFeaturize(
            new EfficientNetFeaturizeOptions { Output = output }).Fit(paths).GetOutputSchema(paths.Schema);
    }

    [Fact]
    public void Columns_of_the_users_are_untouched()
    {
        using var pictures = new Pictures();
        IDataView data = _ml.Data.LoadFromEnumerable([new { ImagePath = pictures.Draw("a.png"), Pixels = 7f, Size = 8f, Label = "x" }]);

        IDataView featurized = _ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(data).Transform(data);

        Assert.Equal(["ImagePath", "Pixels", "Size", "Label", "Features"], featurized.Schema.Select(column => column.Name));
        Assert.Equal(7f, featurized.GetColumn<float>("Pixels").Single());
    }

    [Fact]
    public void The_output_column_may_replace_the_input_column()
    {
        using var pictures = new Pictures();
        IDataView paths = _ml.Paths(pictures.Draw("a.png"));

        IDataView featurized = _ml.Transforms.EfficientNetFeaturize("ImagePath").Fit(paths).Transform(paths);

        Assert.Equal(Featurize(paths, "ImagePath").Single(), featurized.Vectors("ImagePath").Single());
    }

    [Fact]
    public void Several_cursors_and_threads_read_the_same_features()
    {
        using var pictures = new Pictures();
        string[] paths = [.. Enumerable.Range(0, 6).Select(i => pictures.Draw($"{i}.png", discs: i % 2 == 0, seed: i))];
        IDataView view = Transform(_ml.Paths(paths), "ImagePath");
        float[][] expected = view.Vectors();

        var results = new ConcurrentBag<float[][]>();
        Parallel.For(0, 4, _ => results.Add(view.Vectors()));

        Assert.Equal(6, expected.Distinct().Count());
        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Fact]
    public void Rows_read_in_turn_by_two_cursors_do_not_disturb_each_other()
    {
        using var pictures = new Pictures();
        IDataView view = Transform(_ml.Paths(pictures.Draw("a.png", discs: true), pictures.Draw("b.png")), "ImagePath");
        float[][] expected = view.Vectors();
        DataViewSchema.Column column = view.Schema["Features"];
        using DataViewRowCursor first = view.GetRowCursor([column]);
        using DataViewRowCursor second = view.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> readFirst = first.GetGetter<VBuffer<float>>(column);
        ValueGetter<VBuffer<float>> readSecond = second.GetGetter<VBuffer<float>>(column);
        VBuffer<float> features = default;

        Assert.True(first.MoveNext() && first.MoveNext() && second.MoveNext());
        readFirst(ref features);
        Assert.Equal(expected[1], features.DenseValues());
        readSecond(ref features);
        Assert.Equal(expected[0], features.DenseValues());
        readFirst(ref features);
        Assert.Equal(expected[1], features.DenseValues());
    }

    [Fact]
    public void Pictures_are_not_read_where_the_features_are_not()
    {
        IDataView view = Transform(_ml.Paths("no-such-picture.png"), "ImagePath");

        Assert.Equal("no-such-picture.png", view.GetColumn<string>("ImagePath").Single());
        DataViews.ThrowsPicture(() => view.Vectors());
    }

    [Fact]
    public void A_missing_column_is_named_before_anything_runs()
    {
        IDataView paths = _ml.Paths("a.png");

        ArgumentException fit = Assert.Throws<ArgumentException>(() => _ml.Transforms.EfficientNetFeaturize("Features", "Picture").Fit(paths));
        var chain = _ml.Transforms.CopyColumns("Copy", "ImagePath").Append(_ml.Transforms.EfficientNetFeaturize("Features", "Picture"));
        ArgumentException shape = Assert.Throws<ArgumentException>(() => chain.Fit(paths));

        Assert.Contains("'Picture'", fit.Message);
        Assert.Contains("ImagePath", fit.Message);
        Assert.Contains("'Picture'", shape.Message);
    }

    [Fact]
    public void A_column_of_another_type_is_refused_with_what_was_expected()
    {
        IDataView numbers = _ml.Data.LoadFromEnumerable([new { ImagePath = 1f }]);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(numbers));

        Assert.Contains("Single", exception.Message);
        Assert.Contains("a path (text)", exception.Message);
    }

    [Fact]
    public void A_transformer_refuses_another_kind_of_input_than_it_was_fitted_for()
    {
        EfficientNetTransformer transformer = _ml.Transforms.EfficientNetFeaturize("Features", "Bytes")
            .Fit(_ml.Data.LoadFromEnumerable([new BytesRow()]));
        IDataView texts = _ml.Data.LoadFromEnumerable([new { Bytes = "a.png" }]);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => transformer.Transform(texts));

        Assert.Contains("Path", exception.Message);
        Assert.Contains("Bytes", exception.Message);
    }

    [Fact]
    public void Wrong_options_are_all_named_at_once()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions
        {
            InputColumnName = " ",
            OutputColumnName = "",
            MaximumPixels = 0,
            WeightsFile = "no-such.safetensors",
        }));

        Assert.Contains("InputColumnName", exception.Message);
        Assert.Contains("OutputColumnName", exception.Message);
        Assert.Contains("MaximumPixels", exception.Message);
        Assert.Contains("no-such.safetensors", exception.Message);
    }

    [Theory]
    [InlineData("EfficientNet.Features", "ImagePath")]
    [InlineData("Features", "EfficientNet.Path")]
    public void Names_of_columns_inside_the_transform_are_refused(string output, string input)
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.EfficientNetFeaturize(output, input));

        Assert.Contains("'EfficientNet.", exception.Message);
    }

    [Fact]
    public void Weights_of_another_variant_are_refused_by_the_files_name()
    {
        using var pictures = new Pictures();
        string file = Path.Combine(pictures.Folder, "lite0.safetensors");
        using (FileStream stream = File.Create(file))
        {
            Lite0Weights.Open().CopyTo(stream);
        }

        var options = new EfficientNetFeaturizeOptions { Variant = EfficientNetVariant.Parse("tf_efficientnet_lite1"), WeightsFile = file };

        WeightFileException exception = Assert.Throws<WeightFileException>(() => _ml.Transforms.EfficientNetFeaturize(options).Fit(_ml.Paths("a.png")));

        Assert.Contains("lite0.safetensors", exception.Message);
        Assert.Contains("tf_efficientnet_lite1", exception.Message);
        Assert.Contains("variant", exception.Message);
    }

    [Fact]
    public void A_disposed_transformer_says_so()
    {
        IDataView paths = _ml.Paths("a.png");
        EfficientNetTransformer transformer = _ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(paths);
        transformer.Dispose();
        transformer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => transformer.Transform(paths));
        Assert.Throws<ObjectDisposedException>(() => _ml.Model.Save(transformer, paths.Schema, Stream.Null));
    }

    [Fact]
    public void The_promised_shape_has_the_slot_names_of_the_fitted_schema()
    {
        IDataView paths = _ml.Paths("a.png");
        foreach (FeatureOutput output in new[] { FeatureOutput.Pooled, FeatureOutput.Logits, FeatureOutput.Endpoint(5) })
        {
            EfficientNetEstimator estimator = _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions { Output = output });
            DataViewSchema.Column fitted = estimator.Fit(paths).GetOutputSchema(paths.Schema)["Features"];
            var shape = new ShapeKeeper();
            estimator.Append(shape).Fit(paths);
            SchemaShape.Column promised = shape.Shape.Single(column => column.Name == "Features");

            Assert.Equal(fitted.Annotations.Schema.Select(annotation => annotation.Name), promised.Annotations.Select(annotation => annotation.Name));
        }
    }

    [Fact]
    public void A_variant_without_bundled_weights_asks_for_a_file()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => _ml.Transforms.EfficientNetFeaturize(
            new EfficientNetFeaturizeOptions { Variant = EfficientNet.Architecture.EfficientNetVariant.Parse("B0") }));

        Assert.Contains("tf_efficientnet_b0", exception.Message);
        Assert.Contains("WeightsFile", exception.Message);
    }

    [Fact]
    public void Own_preprocessing_changes_the_input_size()
    {
        using var pictures = new Pictures();
        IDataView paths = _ml.Paths(pictures.Draw("a.png"));
        var options = new EfficientNetFeaturizeOptions
        {
            Output = FeatureOutput.Endpoint(5),
            Preprocessing = new Preprocessing { Height = 96, Width = 128 },
        };

        IDataView maps = _ml.Transforms.EfficientNetFeaturize(options).Fit(paths).Transform(paths);

        Assert.Equal([320, 3, 4], ((VectorDataViewType)maps.Schema["Features"].Type).Dimensions.ToArray());
        Assert.Equal(320 * 3 * 4, maps.Vectors().Single().Length);
    }

    [Fact]
    public void Relative_paths_start_from_the_image_folder()
    {
        using var pictures = new Pictures();
        string path = pictures.Draw(Path.Combine("sub", "a.png"));
        IDataView relative = _ml.Paths(Path.Combine("sub", "a.png"));
        var options = new EfficientNetFeaturizeOptions { ImageFolder = pictures.Folder };

        float[] features = _ml.Transforms.EfficientNetFeaturize(options).Fit(relative).Transform(relative).Vectors().Single();

        Assert.Equal(Featurize(_ml.Paths(path), "ImagePath").Single(), features);
    }

    [Fact]
    public void Disposing_removes_the_graphs_from_the_temporary_folder()
    {
        using var pictures = new Pictures();
        IDataView paths = _ml.Paths(pictures.Draw("a.png"));
        string[] before = Graphs();
        EfficientNetTransformer transformer = _ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(paths);
        string[] fitted = [.. Graphs().Except(before)];
        transformer.Dispose();

        Assert.NotEmpty(fitted);
        Assert.Contains(fitted, file => !File.Exists(file));

        static string[] Graphs() => Directory.GetFiles(Path.GetTempPath(), "efficientnet-*.onnx");
    }

    private IDataView Transform(IDataView data, string inputColumn)
        => _ml.Transforms.EfficientNetFeaturize("Features", inputColumn).Fit(data).Transform(data);

    private float[][] Featurize(IDataView data, string inputColumn) => Transform(data, inputColumn).Vectors();
}
