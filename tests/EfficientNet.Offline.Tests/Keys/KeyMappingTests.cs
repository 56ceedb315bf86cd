using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace EfficientNet.Offline.Tests.Keys;

public class KeyMappingTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Keys_count_from_one_in_order_of_occurrence()
    {
        var data = Labels("b", "a", "b", "", "c");

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(data).Transform(data);

        Assert.Equal([1u, 2, 1, 0, 3], mapped.GetColumn<uint>("Key"));
        Assert.Equal("Key: Key<UInt32, 0-2> {KeyValues}", mapped.Schema["Key"].ToString());
        Assert.Equal(["b", "a", "c"], KeyValues(mapped.Schema["Key"]));
        Assert.True(mapped.Schema["Key"].HasKeyValues());
    }

    [Fact]
    public void Keys_follow_the_values_on_demand()
    {
        var data = Labels("b", "a", "B", "c");

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(data).Transform(data);

        Assert.Equal(["B", "a", "b", "c"], KeyValues(mapped.Schema["Label"]));
        Assert.Equal([3u, 2, 1, 4], mapped.GetColumn<uint>("Label"));
    }

    [Fact]
    public void Values_not_seen_in_training_have_no_key()
    {
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(Labels("a", "b"));

        Assert.Equal([0u, 2], model.Transform(Labels("x", "b")).GetColumn<uint>("Key"));
    }

    [Fact]
    public void Number_of_keys_is_limited()
    {
        var data = Labels("a", "b", "c");

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Label", maximumNumberOfKeys: 2).Fit(data).Transform(data);

        Assert.Equal([1u, 2, 0], mapped.GetColumn<uint>("Key"));
    }

    [Fact]
    public void Keys_can_be_given()
    {
        var keys = Labels("z", "a");

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Key", "Label", keyData: _ml.Transforms.SelectColumns("Label").Fit(keys).Transform(keys))
            .Fit(Labels("b")).Transform(Labels("a", "b", "z"));

        Assert.Equal([2u, 0, 1], mapped.GetColumn<uint>("Key"));
    }

    [Fact]
    public void Numbers_have_keys_too()
    {
        var data = _ml.Data.LoadFromEnumerable([new Numbers { Value = 2, Many = [5, 7] }, new Numbers { Value = float.NaN, Many = [7, 5] }]);

        var mapped = _ml.Transforms.Conversion.MapValueToKey([new("A", "Value"), new("B", "Many")]).Fit(data).Transform(data);
        var back = _ml.Transforms.Conversion.MapKeyToValue([new("C", "A"), new("D", "B")]).Fit(mapped).Transform(mapped);

        Assert.Equal([1u, 0], mapped.GetColumn<uint>("A"));
        Assert.Equal("B: Vector<Key<UInt32, 0-1>, 2> {KeyValues}", mapped.Schema["B"].ToString());
        Assert.Equal([[1u, 2], [2u, 1]], mapped.GetColumn<uint[]>("B"));
        Assert.Equal([2f, float.NaN], back.GetColumn<float>("C"));
        Assert.Equal([[5, 7], [7, 5]], back.GetColumn<int[]>("D"));
    }

    [Fact]
    public void Key_values_can_be_text()
    {
        var data = _ml.Data.LoadFromEnumerable([new Numbers { Value = 2, Many = [5, 7] }]);

        var mapped = _ml.Transforms.Conversion.MapValueToKey("Many", addKeyValueAnnotationsAsText: true).Fit(data).Transform(data);

        Assert.Equal(["5", "7"], KeyValues(mapped.Schema["Many"]));
    }

    [Fact]
    public void Keys_turn_back_into_values()
    {
        var data = Labels("b", "a", "b", "");
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Key")).Fit(data);

        Assert.Equal(["b", "a", "b", ""], model.Transform(data).GetColumn<string>("Value"));
    }

    [Fact]
    public void Only_keys_turn_into_values()
    {
        var data = Labels("a");

        var error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            _ml.Transforms.CopyColumns("Copy", "Label").Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Copy")).Fit(data));

        Assert.Contains("Schema mismatch for input column 'Copy': expected KeyType, got String", error.Message);
    }

    [Fact]
    public void Column_of_another_type_than_trained_on_is_refused()
    {
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(Labels("a"));
        var other = _ml.Data.LoadFromEnumerable([new OtherLabel { Label = 1 }]);

        Assert.ThrowsAny<Exception>(() => model.Transform(other));
    }

    [Fact]
    public void Mappings_survive_saving()
    {
        var data = Labels("b", "a");
        var model = _ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(_ml.Transforms.Conversion.MapKeyToValue("Value", "Key")).Fit(data);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;

        var loaded = new MLContext().Model.Load(stream, out _).Transform(Labels("a", "x", "b"));

        Assert.Equal([2u, 0, 1], loaded.GetColumn<uint>("Key"));
        Assert.Equal(["a", "", "b"], loaded.GetColumn<string>("Value"));
        Assert.Equal(["b", "a"], KeyValues(loaded.Schema["Key"]));
    }

    private static string[] KeyValues(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.GetKeyValues(ref values);
        return values.DenseValues().Select(value => value.ToString()).ToArray();
    }

    private IDataView Labels(params string[] labels) => _ml.Data.LoadFromEnumerable(labels.Select(label => new Labelled { Label = label }).ToArray());

    private sealed class Labelled
    {
        public string? Label { get; set; }
    }

    private sealed class OtherLabel
    {
        public float Label { get; set; }
    }

    private sealed class Numbers
    {
        public float Value { get; set; }

        [VectorType(2)]
        public int[]? Many { get; set; }
    }
}
