using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.Transforms;

public class ColumnTransformTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly IDataView _data;

    public ColumnTransformTests() =>
        _data = _ml.Data.LoadFromEnumerable(new[]
        {
            new Row { A = 1, B = 2, Pair = [3, 4], Name = "one" },
            new Row { A = 5, B = 6, Pair = [7, 8], Name = "two" },
        });

    [Fact]
    public void A_copy_has_values_type_and_annotations_of_its_source()
    {
        var keyed = Apply(_ml.Transforms.Conversion.MapValueToKey("Name"), _data);
        var copied = Apply(_ml.Transforms.CopyColumns("Again", "Name"), keyed);
        Assert.Equal(copied.Schema["Name"].Type, copied.Schema["Again"].Type);
        Assert.Equal(["one", "two"], Names(copied.Schema["Again"], "KeyValues"));
        Assert.Equal(copied.GetColumn<uint>("Name"), copied.GetColumn<uint>("Again"));
    }

    [Fact]
    public void A_copy_onto_a_column_hides_the_old_one()
    {
        var copied = Apply(_ml.Transforms.CopyColumns("A", "B"), _data);
        Assert.Equal([2f, 6f], copied.GetColumn<float>("A"));
        Assert.Equal(2, copied.Schema.Count(column => column.Name == "A"));
        Assert.Single(copied.Schema, column => column.Name == "A" && column.IsHidden);
    }

    [Fact]
    public void Copying_a_missing_column_names_it()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.CopyColumns("Again", "Nowhere").Fit(_data));
        Assert.Contains("Could not find input column 'Nowhere'", error.Message);
    }

    [Fact]
    public void Dropped_columns_are_gone_and_the_others_keep_their_order()
    {
        var dropped = Apply(_ml.Transforms.DropColumns("B", "Name"), _data);
        Assert.Equal(["A", "Pair"], dropped.Schema.Select(column => column.Name));
        Assert.Equal([1f, 5f], dropped.GetColumn<float>("A"));
    }

    [Fact]
    public void Dropping_a_name_drops_its_hidden_columns_too()
    {
        var copied = Apply(_ml.Transforms.CopyColumns("A", "B"), _data);
        Assert.Equal(["B", "Pair", "Name"], Apply(_ml.Transforms.DropColumns("A"), copied).Schema.Select(column => column.Name));
        Assert.Equal(["A", "A", "Pair", "Name"], Apply(_ml.Transforms.DropColumns("B"), copied).Schema.Select(column => column.Name));
    }

    [Fact]
    public void Dropping_a_missing_column_names_it()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.DropColumns("A", "Nowhere").Fit(_data));
        Assert.Contains("Could not find input column 'Nowhere'", error.Message);
    }

    [Fact]
    public void Selected_columns_stand_in_the_order_they_were_asked_for()
    {
        var selected = Apply(_ml.Transforms.SelectColumns("Name", "A"), _data);
        Assert.Equal(["Name", "A"], selected.Schema.Select(column => column.Name));
        Assert.Equal(["one", "two"], selected.GetColumn<string>("Name"));
    }

    [Fact]
    public void Selecting_takes_hidden_columns_only_when_told_to()
    {
        var copied = Apply(_ml.Transforms.CopyColumns("A", "B"), _data);
        Assert.Equal([2f, 6f], Assert.Single(Selected(false)).Values);
        Assert.Equal(2, Selected(true).Count);

        List<(bool IsHidden, float[] Values)> Selected(bool keepHidden)
        {
            var selected = Apply(_ml.Transforms.SelectColumns(["A"], keepHidden), copied);
            return selected.Schema.Select(column => (column.IsHidden, selected.GetColumn<float>(column).ToArray())).ToList();
        }
    }

    [Fact]
    public void Numbers_and_vectors_concatenate_in_order_with_slot_names()
    {
        var joined = Apply(_ml.Transforms.Concatenate("Features", "B", "Pair", "A"), _data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 4), joined.Schema["Features"].Type);
        Assert.Equal([[2f, 3, 4, 1], [6f, 7, 8, 5]], joined.GetColumn<float[]>("Features"));
        Assert.Equal(["B", "", "", "A"], Names(joined.Schema["Features"], "SlotNames"));

        var again = Apply(_ml.Transforms.Concatenate("More", "Features", "A"), joined);
        Assert.Equal(["Features.B", "", "", "Features.A", "A"], Names(again.Schema["More"], "SlotNames"));
    }

    [Fact]
    public void Vectors_without_names_concatenate_into_one_without_names()
    {
        var joined = Apply(_ml.Transforms.Concatenate("Features", "Pair", "Pair"), _data);
        Assert.Null(joined.Schema["Features"].Annotations.Schema.GetColumnOrNull("SlotNames"));
        Assert.Equal([3f, 4, 3, 4], joined.GetColumn<float[]>("Features").First());
    }

    [Fact]
    public void Sparse_vectors_concatenate_like_dense_ones()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new SparseRow { Values = new VBuffer<float>(6, 1, [5], [4]), One = 9 } });
        var joined = Apply(_ml.Transforms.Concatenate("All", "Values", "One", "Values"), data);
        Assert.Equal([0f, 0, 0, 0, 5, 0, 9, 0, 0, 0, 0, 5, 0], joined.GetColumn<float[]>("All").Single());
    }

    [Fact]
    public void Concatenating_different_types_is_refused_by_name()
    {
        var transformer = _ml.Transforms.Concatenate("Features", "A", "Name").Fit(_data);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => transformer.Transform(_data));
        Assert.Contains("Schema mismatch for input column 'Name': expected Single, got String", error.Message);
    }

    [Fact]
    public void All_of_them_save_and_load()
    {
        var pipeline = _ml.Transforms.CopyColumns("C", "A")
            .Append(_ml.Transforms.Concatenate("Features", "B", "Pair"))
            .Append(_ml.Transforms.NormalizeMinMax("Features"))
            .Append(_ml.Transforms.DropColumns("Pair"))
            .Append(_ml.Transforms.SelectColumns("Features", "C"));
        var model = pipeline.Fit(_data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, _data.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _);
        var (expected, found) = (model.Transform(_data), loaded.Transform(_data));
        Assert.Equal(["Features", "C"], found.Schema.Select(column => column.Name));
        Assert.Equal(expected.Schema["Features"].Type, found.Schema["Features"].Type);
        Assert.Equal(["B", "", ""], Names(found.Schema["Features"], "SlotNames"));
        Assert.Equal(expected.GetColumn<float[]>("Features"), found.GetColumn<float[]>("Features"));
    }

    private static IDataView Apply(IEstimator<ITransformer> estimator, IDataView data) => estimator.Fit(data).Transform(data);

    private static string[] Names(DataViewSchema.Column column, string kind)
    {
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        column.Annotations.GetValue(kind, ref names);
        return names.DenseValues().Select(name => name.ToString()).ToArray();
    }

    private sealed class Row
    {
        public float A { get; set; }

        public float B { get; set; }

        [VectorType(2)]
        public float[] Pair { get; set; }

        public string Name { get; set; }
    }

    private sealed class SparseRow
    {
        [VectorType(6)]
        public VBuffer<float> Values { get; set; }

        public float One { get; set; }
    }
}
