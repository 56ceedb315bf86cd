using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.RowTypes;

public class MemberKindsTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Records_are_rows()
    {
        var data = _ml.Data.LoadFromEnumerable([new Photo("a.jpg", 3)]);

        Assert.Equal(["Path: String", "Size: Int32"], data.Schema.Select(column => column.ToString()));
        Assert.Equal("a.jpg", _ml.Data.CreateEnumerable<Settable>(data, false).Single().Path);
    }

    [Fact]
    public void Properties_of_base_classes_are_columns()
    {
        var data = _ml.Data.LoadFromEnumerable([new Derived { Own = 1, Inherited = 2 }]);

        Assert.Equal(["Own", "Inherited"], data.Schema.Select(column => column.Name));
        Assert.Equal(2, _ml.Data.CreateEnumerable<Derived>(data, false).Single().Inherited);
    }

    [Fact]
    public void What_cannot_be_set_is_not_asked_for()
    {
        var data = _ml.Data.LoadFromEnumerable([new Settable { Path = "a" }]);

        Assert.Equal("a!", _ml.Data.CreateEnumerable<WithComputed>(data, false).Single().Computed);
    }

    [Fact]
    public void Arrays_of_the_right_length_are_filled_in_place()
    {
        var data = _ml.Data.LoadFromEnumerable([new Vector { Values = [1, 2] }, new Vector { Values = [3, 4] }]);
        var arrays = _ml.Data.CreateEnumerable<Vector>(data, reuseRowObject: true).Select(row => row.Values).ToArray();

        Assert.Same(arrays[0], arrays[1]);
    }

    [Fact]
    public void Two_members_of_one_column_name_are_refused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(Array.Empty<Twice>()));

        Assert.Contains("Duplicate column name 'A' detected", error.Message);
    }

    [Fact]
    public void Nullable_numbers_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(Array.Empty<WithNullable>()));

    [Fact]
    public void Vector_type_on_a_scalar_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(Array.Empty<ScalarVector>()));

    [Fact]
    public void Key_type_on_a_real_number_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(Array.Empty<RealKey>()));

    private sealed record Photo(string Path, int Size);

    private sealed class Settable
    {
        public string? Path { get; init; }
    }

    private class Base
    {
        public float Inherited { get; set; }
    }

    private sealed class Derived : Base
    {
        public float Own { get; set; }
    }

    private sealed class WithComputed
    {
        public string? Path { get; set; }

        public string Computed => Path + "!";
    }

    private sealed class Vector
    {
        public float[]? Values { get; set; }
    }

    private sealed class Twice
    {
        public float A { get; set; }

        [ColumnName("A")]
        public float B { get; set; }
    }

    private sealed class WithNullable
    {
        public int? Number { get; set; }
    }

    private sealed class ScalarVector
    {
        [VectorType(2)]
        public float Number { get; set; }
    }

    private sealed class RealKey
    {
        [KeyType(3)]
        public float Number { get; set; }
    }
}
