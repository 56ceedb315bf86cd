using EfficientNet.Imaging;
using EfficientNet.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Pipeline.Scoring;

public sealed class ScoredCursorTests : IDisposable
{
    private readonly TinyTransforms _tiny = new();

    private MLContext ML => _tiny.ML;

    public void Dispose() => _tiny.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_broken_picture_fails_at_its_row_and_at_no_other(int batchSize)
    {
        string[] paths = _tiny.Draw(30);
        float[][] expected = Featurize(ML.Paths(paths)).Vectors();
        int[] broken = [0, 13, 14, 29];
        foreach (int index in broken)
        {
            paths[index] = _tiny.Broken(index);
        }

        IDataView view = Featurize(ML.Paths(paths), new ScoringOptions { BatchSize = batchSize });
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        ValueGetter<ReadOnlyMemory<char>> path = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["ImagePath"]);
        VBuffer<float> features = default;
        ReadOnlyMemory<char> text = default;
        for (int index = 0; index < paths.Length; index++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(index, cursor.Position);
            path(ref text);
            Assert.Equal(paths[index], text.ToString());
            if (broken.Contains(index))
            {
                PictureException exception = Assert.Throws<PictureException>(() => getter(ref features));
                Assert.Equal(paths[index], exception.Picture);
            }
            else
            {
                getter(ref features);
                Close(expected[index], features.DenseValues().ToArray(), batchSize);
            }
        }

        Assert.False(cursor.MoveNext());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(50)]
    public void Skipped_pictures_leave_all_other_rows_as_they_are(int batchSize)
    {
        string[] paths = _tiny.Draw(40);
        float[][] expected = Featurize(ML.Paths(paths)).Vectors();
        HashSet<int> broken = [0, 5, 6, 7, 8, 9, 10, 11, 39];
        foreach (int index in broken)
        {
            paths[index] = _tiny.Broken(index);
        }

        IDataView view = Featurize(ML.Paths(paths), new ScoringOptions { BatchSize = batchSize }, BrokenPicturePolicy.Skip);
        float[][] found = view.Vectors();
        string[] reports = [.. view.GetColumn<string>("BrokenPicture")];

        for (int index = 0; index < paths.Length; index++)
        {
            Assert.Equal(broken.Contains(index), reports[index].Contains($"no-such-{index}.png", StringComparison.Ordinal));
            Close(broken.Contains(index) ? [.. expected[index].Select(_ => float.NaN)] : expected[index], found[index], batchSize);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(32)]
    public void Classes_in_batches_are_those_of_single_pictures(int batchSize)
    {
        string[] paths = _tiny.Draw(10);
        paths[2] = paths[7] = _tiny.Broken();
        IDataView data = ML.Paths(paths);
        IDataView expected = _tiny.Classify().Fit(data).Transform(data);
        IDataView found = _tiny.Classify(scoring: new ScoringOptions { BatchSize = batchSize }).Fit(data).Transform(data);

        Assert.Equal(expected.GetColumn<string>("PredictedLabel"), found.GetColumn<string>("PredictedLabel"));
        Close([.. expected.GetColumn<float>("Probability")], [.. found.GetColumn<float>("Probability")], batchSize);
        Assert.All(expected.Vectors("Score").Zip(found.Vectors("Score")), pair => Close(pair.First, pair.Second, batchSize));
    }

    [Fact]
    public void Normalized_pixels_go_in_batches_too()
    {
        IDataView data = ML.Paths(_tiny.Draw(10));
        IDataView pixels = ML.Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions
        {
            OutputColumnName = "Pixels",
            Preprocessing = new Preprocessing { Height = 32, Width = 32 },
        }).Fit(data).Transform(data);

        float[][] expected = _tiny.Featurize("Pixels").Fit(pixels).Transform(pixels).Vectors();
        float[][] found = _tiny.Featurize("Pixels", scoring: new ScoringOptions { BatchSize = 3 }).Fit(pixels).Transform(pixels).Vectors();

        Assert.All(expected.Zip(found), pair => Close(pair.First, pair.Second, batchSize: 3));
    }

    [Fact]
    public void What_the_input_throws_while_it_moves_is_thrown_behind_the_rows_before_it()
    {
        string[] paths = _tiny.Draw(10);
        IDataView view = Featurize(ML.Data.LoadFromEnumerable(Rows()));
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        VBuffer<float> features = default;
        for (int row = 0; row < 10; row++)
        {
            Assert.True(cursor.MoveNext());
            getter(ref features);
        }

        Assert.Equal("the end of the tape", Assert.ThrowsAny<Exception>(() => cursor.MoveNext()).GetBaseException().Message);

        IEnumerable<PathRow> Rows()
        {
            foreach (string path in paths)
            {
                yield return new PathRow { ImagePath = path };
            }

            throw new InvalidDataException("the end of the tape");
        }
    }

    [Fact]
    public void What_a_column_of_the_input_throws_is_thrown_where_that_column_is_read()
    {
        var data = new WatchedView(ML.Data.LoadFromEnumerable(_tiny.Draw(10).Select((path, index) => new NumberedRow { ImagePath = path, Number = index }).ToList()))
        {
            FailsAt = ("Number", 6),
        };
        IDataView view = Featurize(data);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<float> getter = cursor.GetGetter<float>(view.Schema["Number"]);
        ValueGetter<VBuffer<float>> features = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        VBuffer<float> vector = default;
        for (int row = 0; cursor.MoveNext(); row++)
        {
            float number = -1;
            features(ref vector);
            if (row == 6)
            {
                Assert.Equal("6", Assert.Throws<InvalidDataException>(() => getter(ref number)).Message);
            }
            else
            {
                getter(ref number);
                Assert.Equal(row, number);
            }
        }
    }

    [Fact]
    public void A_picture_that_the_input_cannot_load_fails_at_its_row()
    {
        string[] paths = _tiny.Draw(10);
        paths[4] = _tiny.Broken();
        IDataView data = ML.Paths(paths);
        data = ML.Transforms.LoadImages("Image", "", "ImagePath").Fit(data).Transform(data);
        IDataView view = _tiny.Featurize("Image").Fit(data).Transform(data);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        VBuffer<float> features = default;
        for (int row = 0; cursor.MoveNext(); row++)
        {
            if (row == 4)
            {
                Assert.IsType<FileNotFoundException>(Assert.ThrowsAny<Exception>(() => getter(ref features)).GetBaseException());
            }
            else
            {
                getter(ref features);
            }
        }
    }

    [Fact]
    public void A_value_may_be_read_twice_or_not_at_all_and_stays_the_readers()
    {
        IDataView data = ML.Paths(_tiny.Draw(30));
        IDataView view = Featurize(data);
        float[][] expected = view.Vectors();
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);
        ValueGetter<VBuffer<float>> first = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        ValueGetter<VBuffer<float>> second = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        var kept = new List<VBuffer<float>>();
        while (cursor.MoveNext())
        {
            if (cursor.Position % 3 == 0)
            {
                VBuffer<float> once = default;
                VBuffer<float> twice = default;
                first(ref once);
                second(ref twice);
                kept.Add(once);
                kept.Add(twice);
            }
        }

        Assert.Equal(
            Enumerable.Range(0, 30).Where(row => row % 3 == 0).SelectMany(row => new[] { expected[row], expected[row] }), kept.Select(buffer => buffer.DenseValues().ToArray()));
    }

    [Fact]
    public void Values_cannot_be_read_where_there_is_no_row()
    {
        IDataView view = Featurize(ML.Paths(_tiny.Draw(2)));
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        VBuffer<float> features = default;

        Assert.Throws<InvalidOperationException>(() => getter(ref features));
        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext() && cursor.MoveNext() && !cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Throws<InvalidOperationException>(() => getter(ref features));
    }

    [Fact]
    public void A_column_that_is_not_active_or_of_another_type_is_named()
    {
        IDataView view = Featurize(ML.Paths(_tiny.Draw(1)));
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);

        Assert.True(cursor.IsColumnActive(view.Schema["Features"]));
        Assert.False(cursor.IsColumnActive(view.Schema["ImagePath"]));
        Assert.Contains("'ImagePath'", Assert.Throws<ArgumentException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["ImagePath"])).Message);
        Assert.Contains("'Features'", Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Features"])).Message);
    }

    [Fact]
    public void A_cursor_disposed_midway_ends_and_ends_its_input()
    {
        var data = new WatchedView(ML.Paths(_tiny.Draw(40)));
        IDataView view = Featurize(data);
        DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        Assert.True(cursor.MoveNext() && cursor.MoveNext());
        Assert.Equal(1, data.OpenCursors);
        Assert.InRange(data.RowsRead, 2, 39);

        cursor.Dispose();
        cursor.Dispose();

        Assert.Equal(0, data.OpenCursors);
        Assert.False(cursor.MoveNext());
        Assert.Equal(40, view.Vectors().Length);
        Assert.Equal(0, data.OpenCursors);
    }

    [Fact]
    public void A_transformer_disposed_under_a_cursor_says_so_at_the_next_row()
    {
        IDataView data = ML.Paths(_tiny.Draw(40));
        EfficientNetTransformer transformer = _tiny.Featurize().Fit(data);
        IDataView view = transformer.Transform(data);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Features"]);
        VBuffer<float> features = default;
        Assert.True(cursor.MoveNext());
        getter(ref features);

        transformer.Dispose();

        // Rows that were scored ahead may still come.
        ObjectDisposedException exception = Assert.Throws<ObjectDisposedException>(() =>
        {
            while (cursor.MoveNext())
            {
                getter(ref features);
            }
        });
        Assert.Contains(nameof(EfficientNetTransformer), exception.Message);
        Assert.Throws<ObjectDisposedException>(() => view.Vectors());
        Assert.Throws<ObjectDisposedException>(() => transformer.ExecutionProvider);
    }

    [Fact]
    public void Several_threads_may_read_several_cursors()
    {
        IDataView data = ML.Paths(_tiny.Draw(40));
        IDataView view = Featurize(data);
        string[] expected = RowTexts.Of(view);

        string[][] found = new string[6][];
        Thread[] threads = [.. Enumerable.Range(0, found.Length).Select(index => new Thread(() => found[index] = RowTexts.Of(view)))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.All(found, rows => Assert.Equal(expected, rows));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(7, 2)]
    public void Any_setting_gives_the_same_rows(int concurrentRuns, int threadsPerRun)
    {
        IDataView data = ML.Paths(_tiny.Draw(30));

        Assert.Equal(RowTexts.Of(Featurize(data)), RowTexts.Of(Featurize(data, new ScoringOptions { ConcurrentRuns = concurrentRuns, ThreadsPerRun = threadsPerRun })));
    }

    [Fact]
    public void A_batch_that_no_array_holds_is_refused()
    {
        IDataView data = ML.Paths(_tiny.Draw(1));
        IDataView view = ML.Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions
        {
            Preprocessing = new Preprocessing { Width = 600, Height = 600 },
            Scoring = new ScoringOptions { BatchSize = 4096 },
        }).Fit(data).Transform(data);

        Assert.Contains("BatchSize is 4,096", Assert.Throws<ArgumentException>(() => view.GetRowCursor(view.Schema)).Message);
    }

    [Fact]
    public void A_provider_that_is_not_there_is_replaced_and_logged_in_one_line()
    {
        var messages = new List<string>();
        ML.Log += (_, line) =>
        {
            if (line.Source.Contains(nameof(EfficientNetTransformer), StringComparison.Ordinal) && line.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Info)
            {
                messages.Add(line.RawMessage);
            }
        };
        IDataView data = ML.Paths(_tiny.Draw(3));
        using EfficientNetTransformer transformer = _tiny.Featurize(
            scoring: new ScoringOptions { ExecutionProvider = ExecutionProvider.DirectML, DeviceId = 1, Log = ML }).Fit(data);

        Assert.Equal(RowTexts.Of(Featurize(data)), RowTexts.Of(transformer.Transform(data)));
        Assert.Equal(ExecutionProvider.Cpu, transformer.ExecutionProvider);
        string message = Assert.Single(messages);
        Assert.Contains("DirectML, device 1", message);
        Assert.Contains("CPUExecutionProvider", message);
    }

    private IDataView Featurize(IDataView data, ScoringOptions? scoring = null, BrokenPicturePolicy policy = BrokenPicturePolicy.Fail)
        => _tiny.Featurize(policy: policy, scoring: scoring).Fit(data).Transform(data);

    /// <summary>Equal bits; in batches ONNX Runtime may add in another order.</summary>
    private static void Close(float[] expected, float[] found, int batchSize)
    {
        if (batchSize == 1)
        {
            Assert.Equal(expected, found);
            return;
        }

        Assert.Equal(expected.Length, found.Length);
        float scale = expected.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max();
        Assert.All(expected.Zip(found), pair => Assert.True(
            (float.IsNaN(pair.First) && float.IsNaN(pair.Second)) || Math.Abs(pair.First - pair.Second) <= 1e-5f * scale, $"{pair.First} {pair.Second}"));
    }

    private sealed class NumberedRow
    {
        public string ImagePath { get; set; } = "";

        public float Number { get; set; }
    }
}
