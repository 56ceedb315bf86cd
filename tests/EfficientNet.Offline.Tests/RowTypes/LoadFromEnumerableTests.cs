using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.RowTypes;

public class LoadFromEnumerableTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Members_become_columns_fields_first()
    {
        var schema = _ml.Data.LoadFromEnumerable(Array.Empty<Everything>()).Schema;

        Assert.Equal(
        [
            "Field: Single", "Text: String", "Characters: String", "Flag: Boolean", "Bytes: Vector<Byte>", "Fixed: Vector<Single, 3>",
            "Grid: Vector<Single, 2, 2>", "Sparse: Vector<Single>", "Renamed: Int32", "Key: Key<UInt32, 0-4>", "Words: Vector<String>",
            "When: DateTime", "Long: Int64",
        ], schema.Select(column => column.ToString()));
    }

    [Fact]
    public void Values_come_back_as_they_went_in()
    {
        var row = new Everything
        {
            Field = 1.5f,
            Text = "text",
            Characters = "characters".AsMemory(),
            Flag = true,
            Bytes = [1, 2],
            Fixed = [1, 2, 3],
            Grid = [1, 2, 3, 4],
            Sparse = new VBuffer<float>(4, 1, [9], [2]),
            Original = 7,
            Words = ["a", "b"],
            When = new DateTime(2020, 2, 29),
            Long = long.MaxValue,
        };

        var back = _ml.Data.CreateEnumerable<Everything>(_ml.Data.LoadFromEnumerable([row]), reuseRowObject: false).Single();

        Assert.Equal(row.Field, back.Field);
        Assert.Equal(row.Text, back.Text);
        Assert.Equal("characters", back.Characters.ToString());
        Assert.True(back.Flag);
        Assert.Equal(row.Bytes, back.Bytes);
        Assert.Equal(row.Fixed, back.Fixed);
        Assert.Equal(row.Grid, back.Grid);
        Assert.Equal([0, 0, 9, 0], back.Sparse.DenseValues());
        Assert.False(back.Sparse.IsDense);
        Assert.Equal(7, back.Original);
        Assert.Equal(row.Words, back.Words);
        Assert.Equal(row.When, back.When);
        Assert.Equal(row.Long, back.Long);
    }

    [Fact]
    public void Keys_count_from_zero_outside_and_from_one_inside()
    {
        var data = _ml.Data.LoadFromEnumerable([new Everything { Key = 0 }, new Everything { Key = 4 }, new Everything { Key = 5 }]);

        Assert.Equal([1u, 5u, 0u], data.GetColumn<uint>("Key"));
    }

    [Fact]
    public void Missing_text_and_vectors_are_empty()
    {
        var data = _ml.Data.LoadFromEnumerable([new Everything()]);

        Assert.Equal([""], data.GetColumn<string>("Text"));
        Assert.Empty(data.GetColumn<float[]>("Fixed").Single());
    }

    [Fact]
    public void Reused_row_object_is_one_object()
    {
        var data = _ml.Data.LoadFromEnumerable([new Everything { Long = 1 }, new Everything { Long = 2 }]);

        var reused = _ml.Data.CreateEnumerable<Everything>(data, reuseRowObject: true).ToArray();
        var fresh = _ml.Data.CreateEnumerable<Everything>(data, reuseRowObject: false).ToArray();

        Assert.Same(reused[0], reused[1]);
        Assert.NotSame(fresh[0], fresh[1]);
        Assert.Equal(1, fresh[0].Long);
    }

    [Fact]
    public void Rows_are_enumerated_lazily_and_anew_by_every_cursor()
    {
        var made = 0;
        var data = _ml.Data.LoadFromEnumerable(Rows());

        Assert.Equal(0, made);
        Assert.Equal([0L], data.GetColumn<long>("Long").Take(1));
        Assert.Equal(1, made);
        Assert.Equal(3, data.GetColumn<long>("Long").Count());
        Assert.Equal(4, made);
        Assert.Null(data.GetRowCount());

        IEnumerable<Everything> Rows()
        {
            for (var i = 0; i < 3; i++)
            {
                made++;
                yield return new Everything { Long = i };
            }
        }
    }

    [Fact]
    public void Null_row_is_refused()
    {
        var data = _ml.Data.LoadFromEnumerable(new Everything[] { null! });

        Assert.Contains("Encountered null", Assert.Throws<InvalidOperationException>(() => data.GetColumn<long>("Long").ToArray()).Message);
    }

    [Fact]
    public void Missing_column_is_named_unless_ignored()
    {
        var data = _ml.Data.LoadFromEnumerable([new Small { Number = 3 }]);

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<Larger>(data, false).ToArray());
        var ignored = _ml.Data.CreateEnumerable<Larger>(data, false, ignoreMissingColumns: true).Single();

        Assert.Contains("Could not find  column 'Other'", error.Message);
        Assert.Equal(3, ignored.Number);
        Assert.Equal(-1, ignored.Other);
    }

    [Fact]
    public void Member_of_another_type_is_named()
    {
        var data = _ml.Data.LoadFromEnumerable([new Small()]);

        var error = Assert.Throws<InvalidOperationException>(() => _ml.Data.CreateEnumerable<Wrong>(data, false).ToArray());

        Assert.Contains("Can't bind the IDataView column 'Number' of type 'Single' to field or property 'Number' of type 'System.String'", error.Message);
    }

    [Fact]
    public void Member_that_no_column_can_hold_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(Array.Empty<Unknown>()));

        Assert.Contains("Could not determine an IDataView type and registered custom types for member Thing", error.Message);
    }

    [Fact]
    public void Schema_definition_renames_resizes_and_annotates()
    {
        var definition = SchemaDefinition.Create(typeof(VectorRow));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        definition["Values"].AddAnnotation("SlotNames", new[] { "x", "y" }, new VectorDataViewType(TextDataViewType.Instance, 2));
        definition["Values"].ColumnName = "Features";

        var column = _ml.Data.LoadFromEnumerable([new VectorRow { Values = [1, 2] }], definition).Schema.Single();

        Assert.Equal("Features: Vector<Single, 2> {SlotNames}", column.ToString());
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        Assert.Equal(["x", "y"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Schema_definition_that_does_not_fit_is_refused()
    {
        var definition = SchemaDefinition.Create(typeof(VectorRow));
        definition["Values"].ColumnType = NumberDataViewType.Single;

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(Array.Empty<VectorRow>(), definition));

        Assert.Contains("Column 'Values' is supposed to be scalar, but type of associated field 'Values' is vector", error.Message);
    }

    [Fact]
    public void Schema_from_elsewhere_gives_the_types()
    {
        var definition = SchemaDefinition.Create(typeof(VectorRow));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        var schema = _ml.Data.LoadFromEnumerable(Array.Empty<VectorRow>(), definition).Schema;

        Assert.Equal("Values: Vector<Single, 2>", _ml.Data.LoadFromEnumerable([new VectorRow()], schema).Schema.Single().ToString());
    }

    [Fact]
    public void Own_types_are_registered_by_their_attribute()
    {
        var celsius = new Celsius(21);
        var data = _ml.Data.LoadFromEnumerable([new Weather { Temperature = celsius }]);

        Assert.Same(TemperatureType.Instance, data.Schema["Temperature"].Type);
        Assert.Same(celsius, _ml.Data.CreateEnumerable<Weather>(data, false).Single().Temperature);
        Assert.Equal(["Place"], _ml.Data.Cache(data).Schema.Select(column => column.Name));
        Assert.Equal(["Place"], _ml.Data.ShuffleRows(data).Schema.Select(column => column.Name));
    }

    [Fact]
    public void Own_types_are_left_out_of_a_saved_schema()
    {
        var data = _ml.Data.LoadFromEnumerable(Array.Empty<Weather>());
        using var stream = new MemoryStream();
        _ml.Model.Save(new TransformerChain<ITransformer>(), data.Schema, stream);
        stream.Position = 0;

        _ml.Model.Load(stream, out var schema);

        Assert.Equal(["Place"], schema.Select(column => column.Name));
    }

    private sealed class Everything
    {
        public float Field;

        public string? Text { get; set; }

        public ReadOnlyMemory<char> Characters { get; set; }

        public bool Flag { get; set; }

        public byte[]? Bytes { get; set; }

        [VectorType(3)]
        public float[]? Fixed { get; set; }

        [VectorType(2, 2)]
        public float[]? Grid { get; set; }

        public VBuffer<float> Sparse { get; set; }

        [ColumnName("Renamed")]
        public int Original { get; set; }

        [KeyType(5)]
        public uint Key { get; set; }

        public string[]? Words { get; set; }

        public DateTime When { get; set; }

        public long Long { get; set; }

        [NoColumn]
        public object? Ignored { get; set; }

        public static int Shared { get; set; }
    }

    private sealed class Small
    {
        public float Number { get; set; }
    }

    private sealed class Larger
    {
        public float Number { get; set; }

        public float Other { get; set; } = -1;
    }

    private sealed class Wrong
    {
        public string? Number { get; set; }
    }

    private sealed class Unknown
    {
        public Uri? Thing { get; set; }
    }

    private sealed class VectorRow
    {
        public float[]? Values { get; set; }
    }

    private sealed class Weather
    {
        public string? Place { get; set; }

        [Temperature]
        public Celsius? Temperature { get; set; }
    }

    private sealed record Celsius(double Degrees);

    private sealed class TemperatureType() : StructuredDataViewType(typeof(Celsius))
    {
        public static TemperatureType Instance { get; } = new();

        public override bool Equals(DataViewType? other) => ReferenceEquals(this, other);
    }

    private sealed class TemperatureAttribute : DataViewTypeAttribute
    {
        public override bool Equals(DataViewTypeAttribute? other) => other is TemperatureAttribute;

        public override int GetHashCode() => 1;

        public override void Register() => DataViewTypeManager.Register(TemperatureType.Instance, typeof(Celsius), this);
    }
}
