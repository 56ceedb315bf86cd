using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.Keys;

public class ValueMappingTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Values_are_looked_up_by_text()
    {
        var pairs = new Dictionary<string, int> { ["two"] = 2, ["one"] = 1 };

        var mapped = Map(_ml.Transforms.Conversion.MapValue("Number", pairs, "Text"), "one", "two", "three", "");

        Assert.Equal(NumberDataViewType.Int32, mapped.Schema["Number"].Type);
        Assert.Equal([1, 2, 0, 0], mapped.GetColumn<int>("Number"));
    }

    [Fact]
    public void The_output_takes_the_inputs_name_unless_told_otherwise()
    {
        var mapped = Map(_ml.Transforms.Conversion.MapValue("Text", new Dictionary<string, string> { ["cat"] = "mammal" }), "cat", "fly");

        Assert.Equal(["mammal", ""], mapped.GetColumn<string>("Text"));
    }

    [Fact]
    public void Unknown_texts_stand_for_zero_even_where_no_number_is_a_value()
    {
        var single = Map(_ml.Transforms.Conversion.MapValue("Text", new Dictionary<string, float> { ["a"] = 1.5f }), "a", "b");
        var number = Map(_ml.Transforms.Conversion.MapValue("Text", new Dictionary<string, double> { ["a"] = 1.5 }), "a", "b");
        var flag = Map(_ml.Transforms.Conversion.MapValue("Text", new Dictionary<string, bool> { ["a"] = true }), "a", "b");

        Assert.Equal([1.5f, 0], single.GetColumn<float>("Text"));
        Assert.Equal([1.5, 0], number.GetColumn<double>("Text"));
        Assert.Equal([true, false], flag.GetColumn<bool>("Text"));
    }

    [Fact]
    public void Values_can_be_numbered_as_keys()
    {
        var pairs = new Dictionary<string, string> { ["ant"] = "insect", ["cat"] = "mammal", ["bee"] = "insect" };

        var mapped = Map(_ml.Transforms.Conversion.MapValue("Kind", pairs, "Text", treatValuesAsKeyType: true), "bee", "cat", "oak");

        Assert.Equal("Kind: Key<UInt32, 0-1> {KeyValues}", mapped.Schema["Kind"].ToString());
        Assert.Equal([1u, 2, 0], mapped.GetColumn<uint>("Kind"));
        VBuffer<ReadOnlyMemory<char>> names = default;
        mapped.Schema["Kind"].GetKeyValues(ref names);
        Assert.Equal(["insect", "mammal"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Unsigned_values_are_taken_as_the_keys()
    {
        var pairs = new Dictionary<string, uint> { ["a"] = 2, ["b"] = 1 };

        var mapped = Map(_ml.Transforms.Conversion.MapValue("Key", pairs, "Text", treatValuesAsKeyType: true), "a", "b");

        Assert.Equal([2u, 1], mapped.GetColumn<uint>("Key"));
    }

    [Fact]
    public void Arrays_become_vectors()
    {
        var pairs = new Dictionary<string, string[]> { ["a"] = ["x", "y"], ["b"] = ["z", ""] };

        var mapped = Map(_ml.Transforms.Conversion.MapValue("Texts", pairs, "Text"), "b", "a", "c");

        Assert.Equal("Texts: Vector<String, 2>", mapped.Schema["Texts"].ToString());
        Assert.Equal([["z", ""], ["x", "y"], []], mapped.GetColumn<string[]>("Texts"));
    }

    [Fact]
    public void A_vectors_items_are_looked_up_one_by_one()
    {
        var data = _ml.Data.LoadFromEnumerable([new Many { Texts = ["a", "c", "b"] }]);

        var mapped = _ml.Transforms.Conversion.MapValue("Texts", new Dictionary<string, int> { ["a"] = 5, ["b"] = 7 }).Fit(data).Transform(data);

        Assert.Equal("Texts: Vector<Int32>", mapped.Schema["Texts"].ToString());
        Assert.Equal([[5, 0, 7]], mapped.GetColumn<int[]>("Texts"));
    }

    [Fact]
    public void Vectors_are_not_mapped_to_vectors()
    {
        var data = _ml.Data.LoadFromEnumerable([new Many { Texts = ["a"] }]);
        var estimator = _ml.Transforms.Conversion.MapValue("Texts", new Dictionary<string, int[]> { ["a"] = [5] }, "Texts");

        Assert.Contains("both vector type", Assert.Throws<NotSupportedException>(() => estimator.Fit(data)).Message);
    }

    [Fact]
    public void A_data_view_can_hold_the_pairs()
    {
        var lookup = _ml.Data.LoadFromEnumerable([new Pair { From = "a", To = 3 }, new Pair { From = "b", To = 4 }]);

        var mapped = Map(_ml.Transforms.Conversion.MapValue("To", lookup, lookup.Schema["From"], lookup.Schema["To"], "Text"), "b", "a");

        Assert.Equal([4L, 3], mapped.GetColumn<long>("To"));
    }

    [Fact]
    public void A_key_may_stand_for_one_value_only()
    {
        KeyValuePair<string, int>[] pairs = [new("a", 1), new("a", 2)];

        Assert.Contains(
            "Duplicate keys in data 'a'",
            Assert.Throws<InvalidOperationException>(() => _ml.Transforms.Conversion.MapValue("Text", pairs)).Message);
    }

    [Fact]
    public void A_missing_column_is_named()
    {
        var estimator = _ml.Transforms.Conversion.MapValue("Number", new Dictionary<string, int> { ["a"] = 1 }, "Elsewhere");

        Assert.Contains("Could not find input column 'Elsewhere'", Assert.Throws<ArgumentOutOfRangeException>(() => Map(estimator, "a")).Message);
    }

    [Fact]
    public void What_an_estimator_promises_is_what_the_data_have()
    {
        var data = Texts("a");
        var pipeline = _ml.Transforms.Conversion.MapValue("Number", new Dictionary<string, int> { ["a"] = 1 }, "Text")
            .Append(_ml.Transforms.Conversion.MapValue("Kind", new Dictionary<string, string> { ["a"] = "b" }, "Text", treatValuesAsKeyType: true))
            .Append(_ml.Transforms.Conversion.MapKeyToValue("Kind"));

        var mapped = pipeline.Fit(data).Transform(data);

        Assert.Equal(["b"], mapped.GetColumn<string>("Kind"));
    }

    [Fact]
    public void Dates_and_odd_texts_survive_saving_and_keys_can_be_made_of_them()
    {
        DateTime[] dates = [new(2026, 2, 1), new(2025, 1, 31)];
        var pairs = new Dictionary<string, DateTime> { ["a, \"b\""] = dates[0], ["Käfer 🐞"] = dates[1] };
        var data = Texts([.. pairs.Keys, "?"]);
        var keys = _ml.Data.LoadFromEnumerable(dates.Select(date => new Day { Date = date }));
        var model = _ml.Transforms.Conversion.MapValue("Day", pairs, "Text")
            .Append(_ml.Transforms.Conversion.MapValueToKey("Key", "Day", keyData: keys))
            .Fit(data);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;

        var loaded = new MLContext().Model.Load(stream, out _).Transform(data);

        Assert.Equal([.. dates, default], loaded.GetColumn<DateTime>("Day"));
        Assert.Equal([1u, 2, 0], loaded.GetColumn<uint>("Key"));
        VBuffer<DateTime> values = default;
        loaded.Schema["Key"].GetKeyValues(ref values);
        Assert.Equal(dates, values.DenseValues());
    }

    [Fact]
    public void Vectors_and_keys_survive_saving()
    {
        var data = Texts("a", "b");
        var model = _ml.Transforms.Conversion.MapValue("Many", new Dictionary<string, int[]> { ["a"] = [1, 2], ["b"] = [3] }, "Text")
            .Append(_ml.Transforms.Conversion.MapValue("Kind", new Dictionary<string, string> { ["a"] = "x", ["b"] = "y" }, "Text", treatValuesAsKeyType: true))
            .Fit(data);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;

        var loaded = new MLContext().Model.Load(stream, out _).Transform(data);

        Assert.Equal([[1, 2], [3]], loaded.GetColumn<int[]>("Many"));
        Assert.Equal("Kind: Key<UInt32, 0-1> {KeyValues}", loaded.Schema["Kind"].ToString());
        Assert.Equal([1u, 2], loaded.GetColumn<uint>("Kind"));
    }

    private IDataView Map(IEstimator<ITransformer> estimator, params string[] texts) => estimator.Fit(Texts(texts)).Transform(Texts(texts));

    private IDataView Texts(params string[] texts) => _ml.Data.LoadFromEnumerable(texts.Select(text => new Line { Text = text }).ToArray());

    private sealed class Line
    {
        public string? Text { get; set; }
    }

    private sealed class Many
    {
        [VectorType(3)]
        public string[]? Texts { get; set; }
    }

    private sealed class Pair
    {
        public string? From { get; set; }

        public long To { get; set; }
    }

    private sealed class Day
    {
        public DateTime Date { get; set; }
    }
}
