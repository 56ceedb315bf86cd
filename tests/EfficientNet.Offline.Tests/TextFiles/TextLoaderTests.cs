using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.TextFiles;

public sealed class TextLoaderTests : IDisposable
{
    private readonly MLContext _ml = new();
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.tsv");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Members_say_which_fields_they_are()
    {
        Write("label\ta\tb\tname", "1\t2.5\t3\tone", "0\t-1\t\ttwo words");

        var data = _ml.Data.LoadFromTextFile<Row>(_path, hasHeader: true);

        Assert.Equal(["Label: Boolean", "Features: Vector<Single, 2>", "Name: String"], data.Schema.Select(column => column.ToString()));
        Assert.Equal([true, false], data.GetColumn<bool>("Label"));
        Assert.Equal([[2.5f, 3], [-1f, 0]], data.GetColumn<float[]>("Features"));
        Assert.Equal(["one", "two words"], data.GetColumn<string>("Name"));
        Assert.Null(data.GetRowCount());
    }

    [Fact]
    public void Columns_can_be_listed()
    {
        Write("a,1,2,3", "b,4,5,6");

        var data = _ml.Data.LoadFromTextFile(_path,
            [new("Name", DataKind.String, 0), new("Numbers", DataKind.Int32, 1, 3), new("Last", DataKind.Double, [new(3)]), new("Key", DataKind.UInt32, [new(1)], new KeyCount(4))],
            separatorChar: ',');

        Assert.Equal(["Name: String", "Numbers: Vector<Int32, 3>", "Last: Double", "Key: Key<UInt32, 0-3>"], data.Schema.Select(column => column.ToString()));
        Assert.Equal([[1, 2, 3], [4, 5, 6]], data.GetColumn<int[]>("Numbers"));
        Assert.Equal([3.0, 6.0], data.GetColumn<double>("Last"));
        Assert.Equal([2u, 0], data.GetColumn<uint>("Key"));
    }

    [Fact]
    public void Quoted_fields_hold_separators()
    {
        Write("\"a, \"\"b\"\"\",1", "plain,2");

        var data = _ml.Data.LoadFromTextFile(_path, [new("Name", DataKind.String, 0)], separatorChar: ',', allowQuoting: true);

        Assert.Equal(["a, \"b\"", "plain"], data.GetColumn<string>("Name"));
    }

    [Fact]
    public void Comments_and_blank_lines_are_no_rows()
    {
        Write("# made by hand", "", "// a comment", "a", "#b", "//c", "d");

        Assert.Equal(["a", "#b", "d"], _ml.Data.LoadFromTextFile(_path, [new("Name", DataKind.String, 0)]).GetColumn<string>("Name"));
    }

    [Fact]
    public void Sparse_lines_name_the_slots()
    {
        Write("1\t5\t0:1\t3:2.5", "0\t5\t4:7");

        var data = _ml.Data.LoadFromTextFile(_path, [new("Label", DataKind.Single, 0), new("Features", DataKind.Single, 1, 5)], allowSparse: true);

        var rows = data.GetColumn<VBuffer<float>>("Features").Select(row => row.DenseValues().ToArray()).ToArray();
        Assert.Equal([[1f, 0, 0, 2.5f, 0], [0f, 0, 0, 0, 7]], rows);
    }

    [Fact]
    public void Numbers_that_are_none_are_missing_or_refused()
    {
        Write("x\t1", "?\t2", "3\ty");

        var data = _ml.Data.LoadFromTextFile(_path, [new("Real", DataKind.Single, 0), new("Whole", DataKind.Int32, 1)]);

        Assert.Equal([float.NaN, float.NaN, 3], data.GetColumn<float>("Real"));
        var error = Assert.ThrowsAny<Exception>(() => data.GetColumn<int>("Whole").ToArray());
        Assert.Contains("Could not parse value y in line 3, column Whole", error.GetBaseException().Message);
    }

    [Fact]
    public void Range_without_an_end_goes_to_the_end_of_the_sample()
    {
        Write("x\ta\tb\tc", "1\t2\t3\t4");
        var options = new TextLoader.Options { HasHeader = true, Columns = [new("Rest", DataKind.Single, [new(1, null)])] };

        var data = _ml.Data.LoadFromTextFile(_path, options);

        Assert.Equal("Rest: Vector<Single, 3> {SlotNames}", data.Schema["Rest"].ToString());
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema["Rest"].GetSlotNames(ref names);
        Assert.Equal(["a", "b", "c"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal([[2f, 3, 4]], data.GetColumn<float[]>("Rest"));
    }

    [Fact]
    public void Rows_can_be_limited()
    {
        Write("a", "b", "c");
        var options = new TextLoader.Options { MaxRows = 2, Columns = [new("Name", DataKind.String, 0)] };

        Assert.Equal(["a", "b"], _ml.Data.LoadFromTextFile(_path, options).GetColumn<string>("Name"));
    }

    [Fact]
    public void Loader_reads_many_files()
    {
        Write("a", "b");
        var loader = _ml.Data.CreateTextLoader([new TextLoader.Column("Name", DataKind.String, 0)]);

        Assert.Equal(["a", "b", "a", "b"], loader.Load(_path, _path).GetColumn<string>("Name"));
    }

    [Fact]
    public void Missing_file_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromTextFile<Row>(_path));

        Assert.Contains(_path, error.Message);
    }

    [Fact]
    public void Member_without_a_field_is_named()
    {
        Write("1");

        var error = Assert.Throws<InvalidOperationException>(() => _ml.Data.LoadFromTextFile<Unmarked>(_path));

        Assert.Contains("Property 'Number' is missing the LoadColumnAttribute attribute", error.Message);
    }

    private void Write(params string[] lines) => File.WriteAllLines(_path, lines);

    private sealed class Row
    {
        [LoadColumn(0)]
        public bool Label { get; set; }

        [LoadColumn(1, 2)]
        [VectorType(2)]
        public float[]? Features { get; set; }

        [LoadColumn(3)]
        public string? Name { get; set; }
    }

    private sealed class Unmarked
    {
        public float Number { get; set; }
    }
}
