using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.DataViews;

public class CursorTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void Positions_start_before_the_first_row()
    {
        using var cursor = Numbers(2).GetRowCursor(Numbers(2).Schema);

        Assert.Equal(-1, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(0, cursor.Position);
        Assert.True(cursor.MoveNext());
        Assert.Equal(1, cursor.Position);
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Inactive_columns_have_no_getter()
    {
        var data = Numbers(1);
        var mapped = _ml.Transforms.CopyColumns("Copy", "Number").Fit(data).Transform(data);
        using var plain = data.GetRowCursor([data.Schema["Text"]]);
        using var cursor = mapped.GetRowCursor([mapped.Schema["Text"]]);

        Assert.False(plain.IsColumnActive(data.Schema["Number"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => plain.GetGetter<float>(data.Schema["Number"]));
        Assert.False(cursor.IsColumnActive(mapped.Schema["Copy"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(mapped.Schema["Copy"]));
    }

    [Fact]
    public void Getter_of_another_type_is_refused()
    {
        var data = Numbers(1);
        using var cursor = data.GetRowCursor(data.Schema);

        var error = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<double>(data.Schema["Number"]));

        Assert.Contains("System.Double", error.Message);
        Assert.Contains("System.Single", error.Message);
    }

    [Fact]
    public void Inactive_inputs_are_not_read()
    {
        var rows = new[] { new Watched { Number = 3 } };
        var data = _ml.Data.LoadFromEnumerable(rows);
        var mapped = _ml.Transforms.CopyColumns("Copy", "Guarded").Append(_ml.Transforms.CopyColumns("Other", "Number")).Fit(data).Transform(data);

        Assert.Equal([3f], mapped.GetColumn<float>("Other"));
        Assert.Equal(0, rows[0].Reads);
        Assert.Equal([4f], mapped.GetColumn<float>("Copy"));
        Assert.Equal(1, rows[0].Reads);
    }

    [Fact]
    public void Several_cursors_share_out_all_rows()
    {
        var data = Numbers(1000);
        var mapped = _ml.Transforms.CopyColumns("Copy", "Number").Fit(data).Transform(data);
        var column = mapped.Schema["Copy"];
        var seen = new List<(long Batch, float Value)>();

        var cursors = mapped.GetRowCursorSet([column], 4);
        Parallel.ForEach(cursors, new ParallelOptions { MaxDegreeOfParallelism = cursors.Length }, cursor =>
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<float>(column);
                while (cursor.MoveNext())
                {
                    var value = 0f;
                    getter(ref value);
                    lock (seen)
                        seen.Add((cursor.Batch, value));
                }
            }
        });

        // By batches, rows are in order again; no two cursors have one batch.
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (float)i), seen.OrderBy(row => row.Batch).ThenBy(row => row.Value).Select(row => row.Value));
    }

    [Fact]
    public void Cursors_of_one_view_do_not_disturb_each_other()
    {
        var data = Numbers(100);
        var mapped = _ml.Transforms.CopyColumns("Copy", "Number").Fit(data).Transform(data);

        var sums = new float[8];
        Parallel.For(0, sums.Length, i => sums[i] = mapped.GetColumn<float>("Copy").Sum());

        Assert.All(sums, sum => Assert.Equal(4950, sum));
    }

    [Fact]
    public void Row_ids_differ_and_stay_with_their_rows()
    {
        var data = _ml.Data.ShuffleRows(Numbers(50), seed: 3);
        var column = data.Schema["Number"];
        using var cursor = data.GetRowCursor([column]);
        var getNumber = cursor.GetGetter<float>(column);
        var getId = cursor.GetIdGetter();
        while (cursor.MoveNext())
        {
            var number = 0f;
            DataViewRowId id = default;
            getNumber(ref number);
            getId(ref id);
            Assert.Equal(new DataViewRowId((ulong)number, 0), id);
        }
    }

    private IDataView Numbers(int count) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row { Number = i, Text = $"{i}" }).ToArray());

    private sealed class Row
    {
        public float Number { get; set; }

        public string? Text { get; set; }
    }

    private sealed class Watched
    {
        [NoColumn]
        public int Reads;

        public float Number { get; set; }

        public float Guarded
        {
            get
            {
                Reads++;
                return 4;
            }
        }
    }
}
