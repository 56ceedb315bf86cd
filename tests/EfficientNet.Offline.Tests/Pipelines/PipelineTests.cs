using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.Pipelines;

public class PipelineTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Missing_input_column_is_named()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.CopyColumns("B", "A").Fit(Data()));

        Assert.Contains("Could not find input column 'A'", error.Message);
    }

    [Fact]
    public void Chain_checks_shapes_before_it_fits_anything()
    {
        var fitted = 0;
        var chain = _ml.Transforms.CopyColumns("Copy", "Number").WithOnFitDelegate(_ => fitted++)
            .Append(_ml.Transforms.CopyColumns("Other", "Absent"));

        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(Data()));

        Assert.Equal(0, fitted);
    }

    [Fact]
    public void Chain_fits_each_part_on_what_the_ones_before_make()
    {
        ITransformer? first = null;
        var chain = _ml.Transforms.CopyColumns("Copy", "Number").WithOnFitDelegate(transformer => first = transformer)
            .Append(_ml.Transforms.CopyColumns("Again", "Copy"))
            .Append(_ml.Transforms.DropColumns("Copy"));

        var model = chain.Fit(Data());

        Assert.Equal(3, model.Count());
        Assert.Same(first, model.First());
        Assert.Equal(["Number", "Text", "Again"], model.GetOutputSchema(Data().Schema).Select(column => column.Name));
        Assert.Equal([1f, 2], model.Transform(Data()).GetColumn<float>("Again"));
    }

    [Fact]
    public void Cache_checkpoint_spares_later_parts_a_pass_over_the_source()
    {
        var passes = 0;
        var data = _ml.Data.LoadFromEnumerable(Rows());
        var chain = _ml.Transforms.CopyColumns("Copy", "Text").AppendCacheCheckpoint(_ml)
            .Append(_ml.Transforms.Conversion.MapValueToKey("A", "Copy"))
            .Append(_ml.Transforms.Conversion.MapValueToKey("B", "Copy"));

        chain.Fit(data);

        Assert.Equal(1, passes);

        IEnumerable<Row> Rows()
        {
            passes++;
            yield return new Row { Text = "a" };
        }
    }

    [Fact]
    public void Cache_checkpoint_needs_something_before_it() =>
        Assert.Throws<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(_ml));

    [Fact]
    public void Transformers_have_scopes()
    {
        var copy = _ml.Transforms.CopyColumns("Copy", "Number").Fit(Data());
        var drop = _ml.Transforms.DropColumns("Text").Fit(Data());
        var chain = new TransformerChain<ITransformer>([copy, drop], [TransformerScope.Everything, TransformerScope.Training]);

        Assert.Equal(["Number", "Text", "Copy"], chain.Transform(Data()).Schema.Select(column => column.Name));
        Assert.Equal(["Number", "Copy"], chain.Transform(Data(), TransformerScope.Training).Schema.Select(column => column.Name));
        Assert.Equal(new ITransformer[] { copy }, chain.GetModelFor(TransformerScope.Scoring).ToArray());
    }

    [Fact]
    public void Chain_disposes_its_transformers()
    {
        var part = new Disposable();

        new TransformerChain<ITransformer>(part).Dispose();

        Assert.True(part.Disposed);
    }

    [Fact]
    public void Chain_maps_rows_if_all_its_parts_do()
    {
        var copy = _ml.Transforms.CopyColumns("Copy", "Number").Fit(Data());

        Assert.True(((ITransformer)new TransformerChain<ITransformer>(copy)).IsRowToRowMapper);
        Assert.False(((ITransformer)new TransformerChain<ITransformer>(copy, new Disposable())).IsRowToRowMapper);
    }

    [Fact]
    public void Row_mapper_says_what_it_needs()
    {
        var data = Data();
        ITransformer model = _ml.Transforms.CopyColumns("Copy", "Number").Append(_ml.Transforms.CopyColumns("Again", "Text")).Fit(data);
        var mapper = model.GetRowToRowMapper(data.Schema);

        Assert.Equal(["Number"], mapper.GetDependencies([mapper.OutputSchema["Copy"]]).Select(column => column.Name));
        Assert.Equal(["Text"], mapper.GetDependencies([mapper.OutputSchema["Again"]]).Select(column => column.Name));
    }

    [Fact]
    public void Column_that_hides_another_stands_right_behind_it()
    {
        var schema = _ml.Transforms.CopyColumns("Number", "Text").Fit(Data()).Transform(Data()).Schema;

        Assert.Equal(["Number", "Number", "Text"], schema.Select(column => column.Name));
        Assert.Equal([true, false, false], schema.Select(column => column.IsHidden));
        Assert.Same(TextDataViewType.Instance, schema["Number"].Type);
    }

    [Fact]
    public void Dropping_a_column_drops_those_it_hides()
    {
        var pipeline = _ml.Transforms.CopyColumns("Number", "Text").Append(_ml.Transforms.DropColumns("Number"));

        Assert.Equal(["Text"], pipeline.Fit(Data()).Transform(Data()).Schema.Select(column => column.Name));
    }

    [Fact]
    public void Selected_columns_come_in_the_order_asked_for_without_hidden_ones()
    {
        var pipeline = _ml.Transforms.CopyColumns("Number", "Number").Append(_ml.Transforms.SelectColumns("Text", "Number"));

        Assert.Equal(["Text", "Number"], pipeline.Fit(Data()).Transform(Data()).Schema.Select(column => column.Name));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.SelectColumns("A", "Text", "B").Fit(Data()));
        Assert.Contains("Could not find input column 'A,B'", error.Message);
    }

    [Fact]
    public void Concatenation_names_its_slots()
    {
        var data = _ml.Data.LoadFromEnumerable([new Parts { A = 1, B = [2, 3], C = new VBuffer<float>(3, 1, [4], [2]) }]);

        var column = _ml.Transforms.Concatenate("All", "A", "B", "A").Fit(data).Transform(data).Schema["All"];
        var variable = _ml.Transforms.Concatenate("All", "A", "C").Fit(data).Transform(data);

        Assert.Equal("All: Vector<Single, 4> {SlotNames}", column.ToString());
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        Assert.Equal(["A", "", "", "A"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal("All: Vector<Single>", variable.Schema["All"].ToString());
        var all = variable.GetColumn<VBuffer<float>>("All").Single();
        Assert.Equal([1f, 0, 0, 4], all.DenseValues());
        Assert.False(all.IsDense);
    }

    [Fact]
    public void Concatenation_wants_one_item_type()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            _ml.Transforms.CopyColumns("Copy", "Number").Append(_ml.Transforms.Concatenate("All", "Copy", "Text")).Fit(Data()));

        Assert.Contains("Column 'Text' has type of String, but expected column type is Single", error.Message);
        var direct = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("All", "Number", "Text").Fit(Data()).Transform(Data()));
        Assert.Contains("Schema mismatch for input column 'Text': expected Single, got String", direct.Message);
    }

    [Fact]
    public void Shapes_follow_the_schema()
    {
        var data = _ml.Data.LoadFromEnumerable(Array.Empty<Parts>());
        SchemaShape? shape = null;
        _ml.Transforms.CopyColumns("Copy", "A").Append(new ShapeSpy(seen => shape = seen)).Fit(data);

        Assert.Equal(
            [("A", SchemaShape.Column.VectorKind.Scalar, false), ("B", SchemaShape.Column.VectorKind.Vector, false),
             ("C", SchemaShape.Column.VectorKind.VariableVector, false), ("K", SchemaShape.Column.VectorKind.Scalar, true),
             ("Copy", SchemaShape.Column.VectorKind.Scalar, false)],
            shape!.Select(column => (column.Name, column.Kind, column.IsKey)));
        Assert.Same(NumberDataViewType.UInt32, shape!.Single(column => column.Name == "K").ItemType);
    }

    private IDataView Data() => _ml.Data.LoadFromEnumerable([new Row { Number = 1, Text = "a" }, new Row { Number = 2, Text = "b" }]);

    private sealed class Row
    {
        public float Number { get; set; }

        public string? Text { get; set; }
    }

    private sealed class Parts
    {
        public float A { get; set; }

        [VectorType(2)]
        public float[]? B { get; set; }

        public VBuffer<float> C { get; set; }

        [KeyType(3)]
        public uint K { get; set; }
    }

    private sealed class Disposable : ITransformer, IDisposable
    {
        public bool Disposed { get; private set; }

        public bool IsRowToRowMapper => false;

        public void Dispose() => Disposed = true;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public void Save(ModelSaveContext ctx) => throw new NotSupportedException();

        public IDataView Transform(IDataView input) => input;
    }

    private sealed class ShapeSpy(Action<SchemaShape> see) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => new Disposable();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            see(inputSchema);
            return inputSchema;
        }
    }
}
