using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.Models;

public class ModelTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Model_and_schema_come_back_from_a_file()
    {
        var data = _ml.Data.LoadFromEnumerable([new Row { Number = 1 }]);
        var model = _ml.Transforms.CopyColumns("Copy", "Number").Append(_ml.Transforms.Concatenate("Both", "Number", "Copy"))
            .Append(_ml.Transforms.SelectColumns("Both")).Fit(data);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");
        try
        {
            _ml.Model.Save(model, data.Schema, path);

            var loaded = new MLContext().Model.Load(path, out var schema);

            Assert.Equal(data.Schema.Select(column => column.ToString()), schema.Select(column => column.ToString()));
            Assert.Equal(["Both: Vector<Single, 2> {SlotNames}"], loaded.GetOutputSchema(schema).Select(column => column.ToString()));
            Assert.Equal([[1f, 1]], loaded.Transform(data).GetColumn<float[]>("Both"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Schema_keeps_its_annotations()
    {
        var definition = SchemaDefinition.Create(typeof(VectorRow));
        definition["Values"].AddAnnotation("SlotNames", new[] { "x", "y" }, new VectorDataViewType(TextDataViewType.Instance, 2));
        var data = _ml.Data.LoadFromEnumerable(Array.Empty<VectorRow>(), definition);
        using var stream = new MemoryStream();
        _ml.Model.Save(new TransformerChain<ITransformer>(), data.Schema, stream);
        stream.Position = 0;

        _ml.Model.Load(stream, out var schema);

        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["Values"].GetSlotNames(ref names);
        Assert.Equal(["x", "y"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Transformer_of_elsewhere_saves_itself_as_another()
    {
        var data = _ml.Data.LoadFromEnumerable([new Row { Number = 4 }]);
        var model = new TransformerChain<ITransformer>(new Wrapper(_ml.Transforms.CopyColumns("Copy", "Number").Fit(data)));
        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;

        var loaded = _ml.Model.Load(stream, out _);

        Assert.Equal([4f], loaded.Transform(data).GetColumn<float>("Copy"));
    }

    [Fact]
    public void What_is_no_model_is_refused()
    {
        using var stream = new MemoryStream([1, 2, 3]);

        Assert.ThrowsAny<Exception>(() => _ml.Model.Load(stream, out _));
    }

    [Fact]
    public void Engine_predicts_one_row_at_a_time()
    {
        var model = Copying();
        using var engine = _ml.Model.CreatePredictionEngine<Row, Prediction>(model);
        Prediction? reused = null;

        Assert.Equal(3, engine.Predict(new Row { Number = 3 }).Copy);
        engine.Predict(new Row { Number = 5 }, ref reused!);
        Assert.Equal(5, reused.Copy);
        Assert.Equal(["Number", "Copy"], engine.OutputSchema.Select(column => column.Name));
    }

    [Fact]
    public void Engine_names_the_column_its_output_lacks()
    {
        var options = new PredictionEngineOptions { IgnoreMissingColumns = false };

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Row, Larger>(Copying(), options));

        Assert.Contains("Could not find  column 'Other'", error.Message);
        using var tolerant = _ml.Model.CreatePredictionEngine<Row, Larger>(Copying());
        Assert.Equal(2, tolerant.Predict(new Row { Number = 2 }).Copy);
    }

    [Fact]
    public void Engine_names_the_column_its_input_lacks()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Prediction, Prediction>(Copying()));

        Assert.Contains("Could not find input column 'Number'", error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Engine_disposes_the_transformer_it_owns(bool owns)
    {
        var model = new Wrapper(Copying());

        _ml.Model.CreatePredictionEngine<Row, Prediction>(model, new PredictionEngineOptions { OwnsTransformer = owns }).Dispose();

        Assert.Equal(owns, model.Disposed);
    }

    [Fact]
    public void Engine_follows_schema_definitions()
    {
        var input = SchemaDefinition.Create(typeof(OtherRow));
        input["Value"].ColumnName = "Number";
        using var engine = _ml.Model.CreatePredictionEngine<OtherRow, Prediction>(Copying(), inputSchemaDefinition: input);

        Assert.Equal(6, engine.Predict(new OtherRow { Value = 6 }).Copy);
    }

    [Fact]
    public void Engine_takes_its_types_from_a_schema()
    {
        var definition = SchemaDefinition.Create(typeof(VectorRow));
        definition["Values"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        var data = _ml.Data.LoadFromEnumerable(Array.Empty<VectorRow>(), definition);
        var model = _ml.Transforms.CopyColumns("Copy", "Values").Fit(data);
        using var engine = _ml.Model.CreatePredictionEngine<VectorRow, VectorCopy>(model, data.Schema);

        Assert.Equal("Copy: Vector<Single, 2>", engine.OutputSchema["Copy"].ToString());
        Assert.Equal([1f, 2], engine.Predict(new VectorRow { Values = [1, 2] }).Copy!);
    }

    private ITransformer Copying() => _ml.Transforms.CopyColumns("Copy", "Number").Fit(_ml.Data.LoadFromEnumerable(Array.Empty<Row>()));

    private sealed class Row
    {
        public float Number { get; set; }
    }

    private sealed class OtherRow
    {
        public float Value { get; set; }
    }

    private sealed class Prediction
    {
        public float Copy { get; set; }
    }

    private sealed class Larger
    {
        public float Copy { get; set; }

        public float Other { get; set; }
    }

    private sealed class VectorRow
    {
        public float[]? Values { get; set; }
    }

    private sealed class VectorCopy
    {
        public float[]? Copy { get; set; }
    }

    private sealed class Wrapper(ITransformer inner) : ITransformer, IDisposable
    {
        public bool Disposed { get; private set; }

        public bool IsRowToRowMapper => inner.IsRowToRowMapper;

        public void Dispose() => Disposed = true;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

        public IDataView Transform(IDataView input) => inner.Transform(input);

        void ICanSaveModel.Save(ModelSaveContext ctx) => inner.Save(ctx);
    }
}
