using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace EfficientNet.Offline.Tests.OnnxTransformer;

/// <summary>What ApplyOnnxModel does in ML.NET 5.0.0, its quirks included.</summary>
public sealed class OnnxTransformerTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("onnx-transformer-tests").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void OutputsKeepTheirRank()
    {
        var rows = Apply(TinyModel.Identity(TinyModel.Float, 1, 3), new Three { x = [1, 2, 3] }, new Three { x = [4, 5, 6] });

        var type = Assert.IsType<VectorDataViewType>(rows.Schema["y"].Type);
        Assert.Equal([1, 3], type.Dimensions.ToArray());
        Assert.Equal([[1, 2, 3], [4, 5, 6]], rows.ReadVectors<float>("y"));
    }

    [Fact]
    public void AnUnknownFirstDimensionIsOneRow()
    {
        var rows = Apply(TinyModel.Identity(TinyModel.Float, "N", 3), new Three { x = [1, 2, 3] });

        Assert.Equal([1, 3], ((VectorDataViewType)rows.Schema["y"].Type).Dimensions.ToArray());
        Assert.Equal([1, 2, 3], rows.ReadVectors<float>("y").Single());
    }

    [Fact]
    public void OneMoreUnknownDimensionTakesTheLengthOfEachRow()
    {
        var model = new TinyModel().Input("x", TinyModel.Byte, 1, "n").Output("y", TinyModel.Byte, 1, "n").Output("shape", TinyModel.Int64, 2)
            .Node("Identity", ["x"], ["y"]).Node("Shape", ["x"], ["shape"]).ToBytes();

        var rows = Apply(model, new Bytes { x = [1, 2, 255] }, new Bytes { x = [7] });

        Assert.False(((VectorDataViewType)rows.Schema["y"].Type).IsKnownSize);
        Assert.Equal([[1, 2, 255], [7]], rows.ReadVectors<byte>("y"));
        Assert.Equal([[1, 3], [1, 1]], rows.ReadVectors<long>("shape"));
    }

    [Fact]
    public void TwoMoreUnknownDimensionsAreRefused()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Apply(TinyModel.Identity(TinyModel.Float, 1, "h", "w"), new Three { x = [1, 2, 3] }));

        Assert.Contains("Only 1 unknown dimension is allowed", exception.Message);
    }

    [Fact]
    public void ShapesOfTheUsersReplaceUnknownOnes()
    {
        var data = _ml.Data.LoadFromEnumerable([new Three { x = [1, 2, 3] }]);
        var shapes = new Dictionary<string, int[]> { ["x"] = [1, 3, 1], ["y"] = [1, 3, 1] };
        using var model = new MemoryStream(TinyModel.Identity(TinyModel.Float, 1, "h", "w"));

        var rows = _ml.Transforms.ApplyOnnxModel(model, shapes).Fit(data).Transform(data);

        Assert.Equal([1, 3, 1], ((VectorDataViewType)rows.Schema["y"].Type).Dimensions.ToArray());
        Assert.Equal([1, 2, 3], rows.ReadVectors<float>("y").Single());
    }

    [Fact]
    public void ItemTypesMustMatchExactly()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Apply(TinyModel.Identity(TinyModel.Float, 1, 3), new Doubles { x = [1, 2, 3] }));

        Assert.Contains("Schema mismatch for input column 'x': expected Single, got", exception.Message);
    }

    [Fact]
    public void AColumnMustBeThere()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Apply(TinyModel.Identity(TinyModel.Float, 1, 3), new Other { z = [1, 2, 3] }));

        Assert.Contains("'x'", exception.Message);
    }

    [Fact]
    public void ALengthThatDoesNotFitTheShapeIsRefused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Apply(TinyModel.Identity(TinyModel.Float, 1, 2), new Three { x = [1, 2, 3] }));

        Assert.Contains("Input 'x' has shape 1,2, but input data is of length 3", exception.Message);
    }

    [Fact]
    public void TextGoesInAndOut()
    {
        var rows = Apply(TinyModel.Identity(TinyModel.Text, 1, 1), new Words { x = "Haus" }, new Words { x = "" });

        Assert.Equal(["Haus", ""], rows.ReadVectors<ReadOnlyMemory<char>>("y").Select(words => words.Single().ToString()));
    }

    [Fact]
    public void AScalarGoesInWithTheShapeOneByOne()
    {
        var model = new TinyModel().Input("x", TinyModel.Float, 1, 1).Output("shape", TinyModel.Int64, 2).Node("Shape", ["x"], ["shape"]).ToBytes();

        Assert.Equal([1, 1], Apply(model, new Scalar { x = 3 }).ReadVectors<long>("shape").Single());
    }

    [Fact]
    public void AnOutputWithoutDimensionsCannotBeRead()
    {
        var model = new TinyModel().Input("x", TinyModel.Float, 1, 3).Output("y", TinyModel.Float)
            .Node("ReduceSum", ["x"], ["y"], attributes: ("keepdims", 0)).ToBytes();

        var rows = Apply(model, new Three { x = [1, 2, 3] });

        Assert.Equal(NumberDataViewType.Single, rows.Schema["y"].Type);
        var exception = Assert.ThrowsAny<Exception>(() =>
        {
            using var cursor = rows.GetRowCursor(rows.Schema);
            var get = cursor.GetGetter<float>(rows.Schema["y"]);
            cursor.MoveNext();
            var value = 0f;
            get(ref value);
        });
        Assert.IsType<ArgumentNullException>(exception.GetBaseException());
    }

    [Fact]
    public void AllOutputsOfARowComeFromOneRun()
    {
        var model = new TinyModel().Input("x", TinyModel.Float, 1, 3).Output("a", TinyModel.Float, 1, 3).Output("b", TinyModel.Float, 1, 3)
            .Node("RandomUniformLike", ["x"], ["a"]).Node("Identity", ["a"], ["b"]).ToBytes();

        var rows = _ml.Data.CreateEnumerable<Pair>(Apply(model, new Three { x = [1, 2, 3] }, new Three { x = [1, 2, 3] }), reuseRowObject: false).ToArray();

        Assert.Equal(rows[0].a, rows[0].b);
        Assert.Equal(rows[1].a, rows[1].b);
        Assert.NotEqual(rows[0].a, rows[1].a);
    }

    [Fact]
    public void SlotNamesComeFromTheNodeNamedAfterTheColumn()
    {
        // The form in which ML.NET's own converter writes them.
        var model = new TinyModel().Input("x", TinyModel.Float, 1, 3).Output("y", TinyModel.Float, 1, 3).Output("mlnet.y.unusedOutput", TinyModel.Text, 1)
            .Node("Identity", ["x"], ["y"])
            .Node("Constant", [], ["one"], attributes: ("value_strings", new[] { "one" }))
            .Node("LabelEncoder", ["one"], ["mlnet.y.unusedOutput"], "mlnet.y.SlotNames", "ai.onnx.ml",
                ("keys_strings", new[] { "tench", "goldfish", "größer" }), ("values_strings", new[] { "0", "1", "2" }))
            .ToBytes();

        VBuffer<ReadOnlyMemory<char>> names = default;
        Apply(model, new Three { x = [1, 2, 3] }).Schema["y"].GetSlotNames(ref names);

        Assert.Equal(["tench", "goldfish", "größer"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void ModelsCarryTheOnnxFilesBytes()
    {
        var path = Path.Combine(_folder, "tiny.onnx");
        File.WriteAllBytes(path, TinyModel.Identity(TinyModel.Float, "N", 3));
        var data = _ml.Data.LoadFromEnumerable([new Three { x = [1, 2, 3] }]);
        var zip = Path.Combine(_folder, "model.zip");
        var options = new OnnxOptions { ModelFile = path, InputColumns = ["x"], OutputColumns = ["y"], InterOpNumThreads = 1, IntraOpNumThreads = 1 };
        using (var fitted = _ml.Transforms.ApplyOnnxModel(options).Fit(data))
            _ml.Model.Save(fitted, data.Schema, zip);
        File.Delete(path);

        var fresh = new MLContext();
        var loaded = fresh.Model.Load(zip, out var schema);

        Assert.Equal("x", Assert.Single(schema).Name);
        Assert.Equal([1, 2, 3], loaded.Transform(data).ReadVectors<float>("y").Single());
        (loaded as IDisposable)?.Dispose();
    }

    [Fact]
    public void PredictionEnginesScoreRowAfterRow()
    {
        var data = _ml.Data.LoadFromEnumerable([new Three { x = [0, 0, 0] }]);
        using var bytes = new MemoryStream(TinyModel.Identity(TinyModel.Float, 1, 3));
        var fitted = _ml.Transforms.ApplyOnnxModel(bytes).Fit(data);
        using var engine = _ml.Model.CreatePredictionEngine<Three, Result>(fitted);

        Assert.Equal([1, 2, 3], engine.Predict(new Three { x = [1, 2, 3] }).y);
        Assert.Equal([4, 5, 6], engine.Predict(new Three { x = [4, 5, 6] }).y);
    }

    [Fact]
    public void CursorsMayRunAtOnce()
    {
        var rows = Apply(TinyModel.Identity(TinyModel.Float, 1, 3), [.. Enumerable.Range(0, 50).Select(i => new Three { x = [i, i + 1, i + 2] })]);

        Parallel.For(0, 8, _ => Assert.Equal(Enumerable.Range(0, 50).Select(i => new float[] { i, i + 1, i + 2 }), rows.ReadVectors<float>("y")));
    }

    [Fact]
    public void EstimatorsTellTheirOutputBeforehand()
    {
        var data = _ml.Data.LoadFromEnumerable([new Three { x = [1, 2, 3] }]);
        using var bytes = new MemoryStream(TinyModel.Identity(TinyModel.Float, 1, 3));

        // Appending makes Fit go through the shapes of the columns.
        var chain = _ml.Transforms.ApplyOnnxModel(bytes).Append(_ml.Transforms.CopyColumns("z", "y"));

        Assert.Equal([1, 2, 3], chain.Fit(data).Transform(data).ReadVectors<float>("z").Single());
    }

    [Fact]
    public void WhatIsNoModelIsRefused()
    {
        using var bytes = new MemoryStream([1, 2, 3]);

        var exception = Assert.Throws<InvalidOperationException>(() => _ml.Transforms.ApplyOnnxModel(bytes));

        Assert.Contains("Error initializing model", exception.Message);
    }

    [Fact]
    public void AMissingFileIsNamed()
    {
        var exception = Assert.Throws<IOException>(() => _ml.Transforms.ApplyOnnxModel(Path.Combine(_folder, "absent.onnx")));

        Assert.Contains("absent.onnx", exception.Message);
    }

    private IDataView Apply<T>(byte[] model, params T[] rows)
        where T : class
    {
        var data = _ml.Data.LoadFromEnumerable(rows);
        using var bytes = new MemoryStream(model);
        return _ml.Transforms.ApplyOnnxModel(bytes).Fit(data).Transform(data);
    }

    // The columns' names are the models', in small letters.
    private sealed class Three
    {
        [VectorType(3)]
        public float[] x { get; set; } = [];
    }

    private sealed class Doubles
    {
        [VectorType(3)]
        public double[] x { get; set; } = [];
    }

    private sealed class Other
    {
        [VectorType(3)]
        public float[] z { get; set; } = [];
    }

    private sealed class Bytes
    {
        public byte[] x { get; set; } = [];
    }

    private sealed class Words
    {
        public string x { get; set; } = "";
    }

    private sealed class Scalar
    {
        public float x { get; set; }
    }

    private sealed class Result
    {
        public float[] y { get; set; } = [];
    }

    private sealed class Pair
    {
        public float[] a { get; set; } = [];

        public float[] b { get; set; } = [];
    }
}
