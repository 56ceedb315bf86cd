using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace EfficientNet.Offline.Tests.Transforms;

public class CustomMappingTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void The_action_maps_a_row_and_its_columns_are_added()
    {
        var data = Load(new Source { Name = "ab", Values = [1, 2, 3] }, new Source { Name = "c", Values = [4] });
        var mapped = Map<Source, Target>(Describe).Fit(data).Transform(data);
        Assert.Equal(["Name", "Values", "Length", "Doubled", "Shout"], mapped.Schema.Select(column => column.Name));
        Assert.Equal(NumberDataViewType.Int32, mapped.Schema["Length"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), mapped.Schema["Doubled"].Type);
        Assert.Equal(TextDataViewType.Instance, mapped.Schema["Shout"].Type);
        Assert.Equal([2, 1], mapped.GetColumn<int>("Length"));
        Assert.Equal([[2f, 4, 6], [8f, 0, 0]], mapped.GetColumn<float[]>("Doubled"));
        Assert.Equal(["AB", "C"], mapped.GetColumn<string>("Shout"));
    }

    [Fact]
    public void The_action_runs_once_a_row_whatever_is_read_and_never_when_nothing_is()
    {
        var calls = 0;
        var data = Load(Enumerable.Range(0, 5).Select(i => new Source { Name = "x", Values = [1] }).ToArray());
        var mapped = Map<Source, Target>((source, target) =>
        {
            Interlocked.Increment(ref calls);
            Describe(source, target);
        }).Fit(data).Transform(data);

        Assert.Equal(5, mapped.GetColumn<string>("Name").Count());
        Assert.Equal(0, calls);

        using (var cursor = mapped.GetRowCursor(mapped.Schema))
        {
            var length = cursor.GetGetter<int>(mapped.Schema["Length"]);
            var shout = cursor.GetGetter<ReadOnlyMemory<char>>(mapped.Schema["Shout"]);
            var (number, text) = (0, default(ReadOnlyMemory<char>));
            while (cursor.MoveNext())
            {
                if (cursor.Position % 2 == 0)
                    continue;
                length(ref number);
                shout(ref text);
                length(ref number);
            }
        }
        // Rows may be read ahead of the cursor, on other threads, but each is mapped once.
        Assert.InRange(calls, 2, 5);
    }

    [Fact]
    public void Only_the_columns_of_the_source_class_are_read()
    {
        var reads = 0;
        var data = Load(new Source { Name = "x", Values = [1] });
        var counted = Map<Source, Counter>((_, target) =>
        {
            reads++;
            target.Count = 1;
        }).Fit(data).Transform(data);
        var mapped = Map<OnlyName, Target>((source, target) => target.Length = source.Name.Length).Fit(counted).Transform(counted);
        Assert.Equal([1], mapped.GetColumn<int>("Length"));
        Assert.Equal(0, reads);
    }

    [Fact]
    public void A_source_class_may_be_empty()
    {
        var data = Load(new Source { Name = "x", Values = [1] });
        var mapped = Map<Nothing, Counter>((_, target) => target.Count = 7).Fit(data).Transform(data);
        Assert.Equal([7L], mapped.GetColumn<long>("Count"));
    }

    [Fact]
    public void Vectors_map_sparse_and_dense()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new SparseRow { Values = new VBuffer<float>(4, 1, [5], [2]) } });
        var mapped = Map<SparseRow, SparseTarget>((source, target) =>
        {
            Assert.False(source.Values.IsDense);
            target.Copied = source.Values;
        }).Fit(data).Transform(data);
        Assert.Equal([[0f, 0, 5, 0]], mapped.GetColumn<float[]>("Copied"));
    }

    [Fact]
    public void Ignored_members_are_no_columns_and_names_can_differ()
    {
        var data = Load(new Source { Name = "abc", Values = [1] });
        var mapped = Map<Renamed, Named>((source, target) => target.Number = source.Text.Length).Fit(data).Transform(data);
        Assert.Equal([3], mapped.GetColumn<int>("Renamed number"));
        Assert.Null(mapped.Schema.GetColumnOrNull("Scratch"));
        Assert.Null(mapped.Schema.GetColumnOrNull("Number"));
    }

    [Fact]
    public void Schema_definitions_rename_and_size()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new NumberName { Name = 3 } });
        var input = SchemaDefinition.Create(typeof(Counted));
        input["Amount"].ColumnName = "Name";
        var output = SchemaDefinition.Create(typeof(Loose));
        output["Items"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 2);
        output["Items"].ColumnName = "Things";
        var mapped = _ml.Transforms.CustomMapping<Counted, Loose>(
            (source, target) => target.Items = [source.Amount, 0], null, input, output).Fit(data).Transform(data);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), mapped.Schema["Things"].Type);
        Assert.Equal([[3f, 0]], mapped.GetColumn<float[]>("Things"));
    }

    [Fact]
    public void A_missing_source_column_is_named()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Counter { Count = 3 } });
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Map<OnlyName, Counter>((_, _) => { }).Fit(data).Transform(data));
        Assert.Contains("Could not find  column 'Name'", error.Message);
    }

    [Fact]
    public void A_source_column_of_another_type_is_named_with_both_types()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new NumberName { Name = 3 } });
        var error = Assert.Throws<InvalidOperationException>(() => Map<OnlyName, Counter>((_, _) => { }).Fit(data).Transform(data));
        Assert.Contains("Can't bind the IDataView column 'Name' of type 'Single' to field or property 'Name' of type 'System.String'.", error.Message);
    }

    [Fact]
    public void An_exception_of_the_action_comes_out_of_the_getter()
    {
        var data = Load(new Source { Name = "x", Values = [1] });
        var mapped = Map<Source, Counter>((source, _) => throw new FormatException($"no {source.Name}")).Fit(data).Transform(data);
        var error = Assert.ThrowsAny<Exception>(() => mapped.GetColumn<long>("Count").ToList());
        Assert.Contains("no x", error.ToString());
    }

    [Fact]
    public void The_shape_of_the_output_is_known_without_data()
    {
        var shape = Shape(Load(new Source { Name = "x", Values = [1] }), Map<OnlyName, Target>((_, _) => { }));
        Assert.Equal(["Name", "Values", "Length", "Doubled", "Shout"], shape.Select(column => column.Name));
        var doubled = shape.Single(column => column.Name == "Doubled");
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, doubled.Kind);
        Assert.Equal(NumberDataViewType.Single, doubled.ItemType);
    }

    [Fact]
    public void The_shape_check_names_a_column_that_does_not_fit()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new NumberName { Name = 3 } });
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Shape(data, Map<OnlyName, Counter>((_, _) => { })));
        Assert.Contains("Schema mismatch for input column 'Name': expected String, got Single", error.Message);
        error = Assert.Throws<ArgumentOutOfRangeException>(() => Shape(data, Map<Counter, Target>((_, _) => { })));
        Assert.Contains("Could not find input column 'Count'", error.Message);
    }

    [Fact]
    public void Without_a_contract_a_mapping_cannot_be_saved()
    {
        var data = Load(new Source { Name = "x", Values = [1] });
        var error = Assert.Throws<InvalidOperationException>(
            () => _ml.Model.Save(Map<Source, Target>(Describe).Fit(data), data.Schema, new MemoryStream()));
        Assert.Contains("Empty contract name for a transform: the transform cannot be saved", error.Message);
    }

    [Fact]
    public void A_contract_saves_and_loads_without_registering_anything()
    {
        var data = Load(new Source { Name = "ab", Values = [1, 2, 3] });
        var model = _ml.Transforms.CustomMapping(new DescribeContract().GetMapping(), nameof(DescribeContract)).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var loaded = new MLContext().Model.Load(file, out _);
        Assert.Equal([2], loaded.Transform(data).GetColumn<int>("Length"));
        Assert.Equal([[2f, 4, 6]], loaded.Transform(data).GetColumn<float[]>("Doubled"));
    }

    [Fact]
    public void A_contract_of_an_unknown_name_does_not_load()
    {
        var data = Load(new Source { Name = "ab", Values = [1, 2, 3] });
        var model = _ml.Transforms.CustomMapping(new DescribeContract().GetMapping(), "nobody's contract").Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        var error = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(file, out _));
        Assert.Contains("nobody's contract", error.ToString());
    }

    [Fact]
    public void A_prediction_engine_runs_the_mapping()
    {
        var data = Load(new Source { Name = "ab", Values = [1, 2, 3] });
        var engine = _ml.Model.CreatePredictionEngine<Source, Target>(Map<Source, Target>(Describe).Fit(data));
        Assert.Equal("HELLO", engine.Predict(new Source { Name = "hello", Values = [1] }).Shout);
        Assert.Equal(3, engine.Predict(new Source { Name = "abc", Values = [1] }).Length);
    }

    [Fact]
    public void Cursors_in_parallel_do_not_share_rows()
    {
        var data = Load(Enumerable.Range(0, 200).Select(i => new Source { Name = new string('x', i), Values = [i] }).ToArray());
        var mapped = Map<Source, Target>(Describe).Fit(data).Transform(data);
        Parallel.For(0, 8, _ => Assert.Equal(Enumerable.Range(0, 200), mapped.GetColumn<int>("Length")));
    }

    [Fact]
    public void A_stateful_mapping_keeps_its_state_along_a_cursor()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(1, 4).Select(i => new Counted { Amount = i }));
        var mapped = _ml.Transforms.StatefulCustomMapping<Counted, Counter, Counter>(
            (source, target, state) => target.Count = state.Count += (long)source.Amount, state => state.Count = 100, null).Fit(data).Transform(data);
        Assert.Equal([101L, 103, 106, 110], mapped.GetColumn<long>("Count"));
        Assert.Equal([101L, 103, 106, 110], mapped.GetColumn<long>("Count"));
    }

    [Fact]
    public void A_stateful_contract_saves_and_loads()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(1, 4).Select(i => new Counted { Amount = i }));
        var contract = new SumContract();
        var model = _ml.Transforms.StatefulCustomMapping(contract.GetMapping(), contract.GetStateInitAction(), nameof(SumContract)).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        file.Position = 0;
        Assert.Equal([1L, 3, 6, 10], new MLContext().Model.Load(file, out _).Transform(data).GetColumn<long>("Count"));
    }

    [Fact]
    public void Rows_can_be_filtered_by_a_predicate()
    {
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(1, 6).Select(i => new Counter { Count = i }));
        var filtered = _ml.Data.FilterByCustomPredicate<Counter>(data, row => row.Count % 2 == 0);
        Assert.Equal([1L, 3, 5], filtered.GetColumn<long>("Count"));
    }

    private static void Describe(Source source, Target target)
    {
        target.Length = source.Name.Length;
        target.Doubled = Enumerable.Range(0, 3).Select(i => i < source.Values.Length ? 2 * source.Values[i] : 0).ToArray();
        target.Shout = source.Name.ToUpperInvariant();
    }

    private CustomMappingEstimator<TSource, TTarget> Map<TSource, TTarget>(Action<TSource, TTarget> action)
        where TSource : class, new()
        where TTarget : class, new()
        => _ml.Transforms.CustomMapping(action, null);

    private IDataView Load(params Source[] rows) => _ml.Data.LoadFromEnumerable(rows);

    /// <summary>The shape after an estimator: that of the data first, as only an estimator can tell it.</summary>
    private SchemaShape Shape<T>(IDataView data, IEstimator<T> estimator)
        where T : class, ITransformer
    {
        var probe = new ShapeProbe<T>(estimator);
        Assert.ThrowsAny<Exception>(() => new EstimatorChain<ITransformer>().Append(probe).Append(new Ending()).Fit(data));
        return probe.Error is null ? probe.Shape : throw probe.Error;
    }

    /// <summary>Asks the estimator for its output's shape when a chain tells it the shape of the input, then ends the fitting.</summary>
    private sealed class ShapeProbe<T>(IEstimator<T> estimator) : IEstimator<ITransformer>
        where T : class, ITransformer
    {
        public SchemaShape Shape { get; private set; }

        public Exception Error { get; private set; }

        public ITransformer Fit(IDataView input) => throw new NotSupportedException();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            try
            {
                Shape = estimator.GetOutputSchema(inputSchema);
            }
            catch (Exception e)
            {
                Error = e;
            }
            throw new NotSupportedException();
        }
    }

    private sealed class Ending : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => throw new NotSupportedException();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }

    [CustomMappingFactoryAttribute(nameof(DescribeContract))]
    private sealed class DescribeContract : CustomMappingFactory<Source, Target>
    {
        public override Action<Source, Target> GetMapping() => Describe;
    }

    [CustomMappingFactoryAttribute(nameof(SumContract))]
    private sealed class SumContract : StatefulCustomMappingFactory<Counted, Counter, Counter>
    {
        public override Action<Counted, Counter, Counter> GetMapping() => (source, target, state) => target.Count = state.Count += (long)source.Amount;

        public override Action<Counter> GetStateInitAction() => state => state.Count = 0;
    }

    private sealed class Nothing
    {
    }

    private sealed class Source
    {
        public string Name { get; set; }

        public float[] Values { get; set; }
    }

    private sealed class OnlyName
    {
        public string Name { get; set; }
    }

    private sealed class NumberName
    {
        public float Name { get; set; }
    }

    private sealed class Target
    {
        public int Length { get; set; }

        [VectorType(3)]
        public float[] Doubled { get; set; }

        public string Shout { get; set; }
    }

    private sealed class Counter
    {
        public long Count { get; set; }
    }

    private sealed class Counted
    {
        public float Amount;
    }

    private sealed class Loose
    {
        public float[] Items { get; set; }
    }

    private sealed class Renamed
    {
        [ColumnName("Name")]
        public string Text { get; set; }
    }

    private sealed class Named
    {
        [ColumnName("Renamed number")]
        public int Number { get; set; }

        [NoColumn]
        public string Scratch { get; set; }
    }

    private sealed class SparseRow
    {
        [VectorType(4)]
        public VBuffer<float> Values { get; set; }
    }

    private sealed class SparseTarget
    {
        [VectorType(4)]
        public VBuffer<float> Copied { get; set; }
    }
}
