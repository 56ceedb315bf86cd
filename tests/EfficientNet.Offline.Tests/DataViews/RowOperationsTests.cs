using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.DataViews;

public class RowOperationsTests
{
    private readonly MLContext _ml = new(0);

    [Fact]
    public void Take_and_skip()
    {
        var data = Numbers(10);

        Assert.Equal([0f, 1, 2], Read(_ml.Data.TakeRows(data, 3)));
        Assert.Equal([8f, 9], Read(_ml.Data.SkipRows(data, 8)));
        Assert.Equal([2f, 3], Read(_ml.Data.TakeRows(_ml.Data.SkipRows(data, 2), 2)));
        Assert.Empty(Read(_ml.Data.SkipRows(data, 20)));
        Assert.Equal(3, _ml.Data.TakeRows(data, 3).GetRowCount());
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(data, 0));
    }

    [Fact]
    public void Shuffling_keeps_all_rows_and_follows_the_seed()
    {
        var data = Numbers(200);

        var first = Read(_ml.Data.ShuffleRows(data, seed: 1));
        var again = Read(_ml.Data.ShuffleRows(data, seed: 1));
        var other = Read(_ml.Data.ShuffleRows(data, seed: 2));

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.NotEqual(Read(data), first);
        Assert.Equal(Read(data), first.Order());
    }

    [Fact]
    public void Shuffling_twice_through_one_view_gives_one_order()
    {
        var shuffled = _ml.Data.ShuffleRows(Numbers(100), shufflePoolSize: 10);

        Assert.Equal(Read(shuffled), Read(shuffled));
    }

    [Fact]
    public void Caching_reads_its_source_once_a_column()
    {
        var passes = 0;
        var cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Rows()));

        Assert.Equal([0f, 1, 2], Read(cached));
        Assert.Equal([0f, 1, 2], Read(cached));
        Assert.Equal(1, passes);
        Assert.Equal(3, cached.GetRowCount());
        Assert.True(cached.CanShuffle);
        Assert.Equal(["0", "1", "2"], cached.GetColumn<string>("Group"));
        Assert.Equal(2, passes);

        IEnumerable<Row> Rows()
        {
            passes++;
            for (var i = 0; i < 3; i++)
                yield return new Row { Number = i, Group = $"{i}" };
        }
    }

    [Fact]
    public void Cached_vectors_do_not_share_memory_with_their_readers()
    {
        var cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable([new VectorRow { Values = [1, 2] }]), "Values");
        var column = cached.Schema["Values"];
        using (var cursor = cached.GetRowCursor([column]))
        {
            cursor.MoveNext();
            VBuffer<float> value = default;
            cursor.GetGetter<VBuffer<float>>(column)(ref value);
            VBufferEditor.CreateFromBuffer(ref value).Values.Clear();
        }

        Assert.Equal([1f, 2], cached.GetColumn<float[]>(column).Single());
    }

    [Fact]
    public void Cached_rows_come_through_several_cursors()
    {
        var cached = _ml.Data.Cache(Numbers(500));
        var column = cached.Schema["Number"];
        var seen = new List<float>();

        foreach (var cursor in cached.GetRowCursorSet([column], 3))
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<float>(column);
                while (cursor.MoveNext())
                {
                    var value = 0f;
                    getter(ref value);
                    seen.Add(value);
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(i => (float)i), seen.Order());
    }

    [Fact]
    public void Splits_cover_all_rows_and_follow_the_seed()
    {
        var data = Numbers(1000);

        var split = _ml.Data.TrainTestSplit(data, testFraction: 0.3, seed: 5);
        var again = _ml.Data.TrainTestSplit(data, testFraction: 0.3, seed: 5);
        var other = _ml.Data.TrainTestSplit(data, testFraction: 0.3, seed: 6);

        Assert.Equal(Read(split.TestSet), Read(again.TestSet));
        Assert.NotEqual(Read(split.TestSet), Read(other.TestSet));
        Assert.InRange(Read(split.TestSet).Length, 230, 370);
        Assert.Equal(Read(data), Read(split.TrainSet).Concat(Read(split.TestSet)).Order());
        Assert.Equal(data.Schema.Select(column => column.Name), split.TrainSet.Schema.Select(column => column.Name));
    }

    [Fact]
    public void Splits_take_the_rows_that_ML_NET_takes()
    {
        // Of the first 30 rows, those that ML.NET 5.0.0 puts into the test set.
        Assert.Equal([0f, 8, 9, 10, 12, 13, 14, 16, 18, 21, 22, 25, 29], Read(_ml.Data.TrainTestSplit(Numbers(30), testFraction: 0.3, seed: 10).TestSet));
        Assert.Equal([5f, 6, 10, 18, 20, 28], Read(new MLContext().Data.TrainTestSplit(Numbers(30), testFraction: 0.3).TestSet));
    }

    [Theory]
    [InlineData(nameof(Row.Group))]
    [InlineData(nameof(Row.Kind))]
    public void Rows_with_one_sampling_key_stay_together(string key)
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 300).Select(i => new Row { Number = i, Group = $"g{i % 20}", Kind = i % 20 }).ToArray());

        var split = _ml.Data.TrainTestSplit(data, testFraction: 0.5, samplingKeyColumnName: key);

        var train = Read(split.TrainSet).Select(number => (int)number % 20).Distinct().ToArray();
        var test = Read(split.TestSet).Select(number => (int)number % 20).Distinct().ToArray();
        Assert.NotEmpty(train);
        Assert.NotEmpty(test);
        Assert.Empty(train.Intersect(test));
        Assert.Equal(20, train.Length + test.Length);
    }

    [Fact]
    public void Missing_sampling_key_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.TrainTestSplit(Numbers(3), samplingKeyColumnName: "Absent"));

        Assert.Contains("Could not find SamplingKeyColumn column 'Absent'", error.Message);
    }

    [Fact]
    public void Folds_test_every_row_once()
    {
        var data = Numbers(500);

        var folds = _ml.Data.CrossValidationSplit(data, numberOfFolds: 4, seed: 1);

        Assert.Equal(4, folds.Count);
        Assert.Equal(Read(data), folds.SelectMany(fold => Read(fold.TestSet)).Order());
        Assert.All(folds, fold => Assert.Equal(Read(data), Read(fold.TrainSet).Concat(Read(fold.TestSet)).Order()));
    }

    [Fact]
    public void Filtering_keeps_the_lower_bound_and_not_the_upper()
    {
        Assert.Equal([3f, 4], Read(_ml.Data.FilterRowsByColumn(Numbers(10), "Number", 3, 5)));
    }

    [Fact]
    public void Preview_shows_rows_and_columns()
    {
        var preview = Numbers(7).Preview(maxRows: 5);

        Assert.Equal("3 columns, 5 rows", preview.ToString());
        Assert.Equal([0f, 1f, 2f, 3f, 4f], preview.ColumnView[0].Values);
        Assert.Equal(KeyValuePair.Create<string, object>("Number", 2f), preview.RowView[2].Values[0]);
    }

    private static float[] Read(IDataView data) => data.GetColumn<float>("Number").ToArray();

    private IDataView Numbers(int count) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row { Number = i, Group = "" }).ToArray());

    private sealed class Row
    {
        public float Number { get; set; }

        public string? Group { get; set; }

        public float Kind { get; set; }
    }

    private sealed class VectorRow
    {
        [VectorType(2)]
        public float[]? Values { get; set; }
    }
}
