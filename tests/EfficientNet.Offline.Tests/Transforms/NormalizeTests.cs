using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.Transforms;

public class NormalizeTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void MinMax_keeps_zero_and_scales_by_the_largest_magnitude()
    {
        var normalized = Apply(_ml.Transforms.NormalizeMinMax("Values"), [[-4, 1, 7, 0], [2, 3, 7, 0], [0, 2, 7, 0]]);
        Near([[-1, 1 / 3f, 0, 0], [0.5f, 1, 0, 0], [0, 2 / 3f, 0, 0]], normalized);
    }

    [Fact]
    public void MinMax_without_a_fixed_zero_maps_onto_zero_to_one()
    {
        var normalized = Apply(_ml.Transforms.NormalizeMinMax("Values", fixZero: false), [[-4, 1, 7, 0], [2, 3, 7, 0], [0, 2, 7, 0]]);
        Near([[0, 0, 0, 0], [1, 1, 0, 0], [2 / 3f, 0.5f, 0, 0]], normalized);
    }

    [Fact]
    public void Missing_values_stay_missing_and_teach_nothing()
    {
        var normalized = Apply(_ml.Transforms.NormalizeMinMax("Values"), [[float.NaN, 1, 1, 1], [2, 2, 2, 2], [1, 4, 4, 4]]);
        Assert.True(float.IsNaN(normalized[0][0]));
        Near([[1, 0.5f, 0.5f, 0.5f], [0.5f, 1, 1, 1]], normalized[1..]);
    }

    [Fact]
    public void Values_beyond_those_seen_go_beyond_one()
    {
        var transformer = _ml.Transforms.NormalizeMinMax("Values").Fit(Load([[1, 1, 1, 1], [2, 2, 2, 2]]));
        Near([[2, -2, 0, 1]], transformer.Transform(Load([[4, -4, 0, 2]])).GetColumn<float[]>("Values").ToArray());
    }

    [Fact]
    public void Sparse_vectors_count_their_zeros()
    {
        var data = _ml.Data.LoadFromEnumerable(new[]
        {
            new SparseRow { Values = new VBuffer<float>(4, 1, [8], [2]) },
            new SparseRow { Values = new VBuffer<float>(4, [4, 4, 4, 4]) },
        });
        var transformer = _ml.Transforms.NormalizeMinMax("Values", fixZero: false).Fit(data);
        Near([[0, 0, 1, 0], [1, 1, 0, 1]], transformer.Transform(data).GetColumn<float[]>("Values").ToArray());
    }

    [Fact]
    public void Scalars_normalize_too_and_into_another_column()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new ScalarRow { Value = 2 }, new ScalarRow { Value = 8 } });
        var transformed = _ml.Transforms.NormalizeMinMax("Scaled", "Value").Fit(data).Transform(data);
        Assert.Equal([0.25f, 1f], transformed.GetColumn<float>("Scaled"));
        Assert.Equal([2f, 8f], transformed.GetColumn<float>("Value"));
    }

    [Fact]
    public void MeanVariance_keeps_zero_and_scales_by_the_root_mean_square()
    {
        var normalized = Apply(_ml.Transforms.NormalizeMeanVariance("Values"), [[3, 1, 7, 0], [4, 1, 7, 1], [5, 2, 7, 0]]);
        var scale = (float)Math.Sqrt((9 + 16 + 25) / 3.0);
        Near([3 / scale, 4 / scale, 5 / scale], normalized.Select(row => row[0]).ToArray());
        Near([0, 0, 0], normalized.Select(row => row[2]).ToArray());
    }

    [Fact]
    public void MeanVariance_without_a_fixed_zero_centres_and_scales_by_the_standard_deviation()
    {
        var normalized = Apply(_ml.Transforms.NormalizeMeanVariance("Values", fixZero: false), [[3, 1, 7, 0], [4, 1, 7, 1], [5, 2, 7, 0]]);
        var deviation = (float)Math.Sqrt(2 / 3.0);
        Near([-1 / deviation, 0, 1 / deviation], normalized.Select(row => row[0]).ToArray());
    }

    [Fact]
    public void The_column_says_that_it_is_normalized_and_keeps_its_slot_names()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new ScalarRow { Value = 2 }, new ScalarRow { Value = 8 } });
        var joined = _ml.Transforms.Concatenate("Both", "Value", "Value").Fit(data).Transform(data);
        var column = _ml.Transforms.NormalizeMinMax("Both").Fit(joined).Transform(joined).Schema["Both"];
        Assert.True(column.IsNormalized());
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        column.GetSlotNames(ref names);
        Assert.Equal(["Value", "Value"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Columns_of_other_types_are_refused_by_name()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new TextRow { Name = "one" } });
        Assert.ThrowsAny<Exception>(() => _ml.Transforms.NormalizeMinMax("Name").Fit(data));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.NormalizeMinMax("Nowhere").Fit(data));
        Assert.Contains("Could not find input column 'Nowhere'", error.Message);
    }

    private float[][] Apply(IEstimator<ITransformer> estimator, float[][] rows)
    {
        var data = Load(rows);
        return estimator.Fit(data).Transform(data).GetColumn<float[]>("Values").ToArray();
    }

    private IDataView Load(IEnumerable<float[]> rows) => _ml.Data.LoadFromEnumerable(rows.Select(row => new Row { Values = row }));

    private static void Near(float[][] expected, float[][] found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
            Near(expected[i], found[i]);
    }

    private static void Near(float[] expected, float[] found) => Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) < 1e-6f);

    private sealed class Row
    {
        [VectorType(4)]
        public float[] Values { get; set; }
    }

    private sealed class SparseRow
    {
        [VectorType(4)]
        public VBuffer<float> Values { get; set; }
    }

    private sealed class ScalarRow
    {
        public float Value { get; set; }
    }

    private sealed class TextRow
    {
        public string Name { get; set; }
    }
}
