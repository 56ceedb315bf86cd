using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.DataViews;

public class DataViewSchemaTests
{
    [Fact]
    public void Last_column_of_a_name_hides_the_others()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("A", TextDataViewType.Instance);

        var schema = builder.ToSchema();

        Assert.True(schema[0].IsHidden);
        Assert.Equal(1, schema["A"].Index);
        Assert.Null(schema.GetColumnOrNull("B"));
        Assert.Contains("Column 'B' not found", Assert.Throws<ArgumentOutOfRangeException>(() => schema["B"]).Message);
    }

    [Fact]
    public void Annotations_are_read_by_kind_and_type()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, 2),
            (ref VBuffer<ReadOnlyMemory<char>> names) => names = new VBuffer<ReadOnlyMemory<char>>(2, ["a".AsMemory(), "b".AsMemory()]));
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Features", new VectorDataViewType(NumberDataViewType.Single, 2), builder.ToAnnotations());

        var column = schema.ToSchema()["Features"];

        Assert.True(column.IsNormalized());
        Assert.True(column.HasSlotNames());
        VBuffer<ReadOnlyMemory<char>> slotNames = default;
        column.GetSlotNames(ref slotNames);
        Assert.Equal(["a", "b"], slotNames.DenseValues().Select(name => name.ToString()));
        Assert.Equal("Features: Vector<Single, 2> {IsNormalized, SlotNames}", column.ToString());
        var wrong = 0f;
        Assert.Throws<InvalidOperationException>(() => column.Annotations.GetValue("IsNormalized", ref wrong));
        Assert.Throws<InvalidOperationException>(() => column.Annotations.GetValue("Absent", ref wrong));
    }

    [Fact]
    public void Annotation_getter_must_be_of_the_annotations_type()
    {
        var builder = new DataViewSchema.Annotations.Builder();

        Assert.Throws<ArgumentException>(() => builder.Add("A", NumberDataViewType.Single, (ValueGetter<double>)((ref double value) => value = 1)));
        // ML.NET finds this one by reflection, and wraps it.
        var untyped = Assert.ThrowsAny<Exception>(() => builder.Add("A", NumberDataViewType.Single, (Delegate)(ValueGetter<double>)((ref double value) => value = 1)));
        Assert.IsType<ArgumentException>(untyped.GetBaseException());
    }
}
