using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.DataViews;

public class DataViewTypeTests
{
    [Fact]
    public void Types_say_what_they_are()
    {
        Assert.Equal("Single", NumberDataViewType.Single.ToString());
        Assert.Equal("String", TextDataViewType.Instance.ToString());
        Assert.Equal("Key<UInt32, 0-9>", new KeyDataViewType(typeof(uint), 10).ToString());
        Assert.Equal("Vector<Single, 3>", new VectorDataViewType(NumberDataViewType.Single, 3).ToString());
        Assert.Equal("Vector<Byte>", new VectorDataViewType(NumberDataViewType.Byte).ToString());
        Assert.Equal("Vector<Single, 1, 1280>", new VectorDataViewType(NumberDataViewType.Single, 1, 1280).ToString());
        Assert.Equal("Vector<Single, *, 2>", new VectorDataViewType(NumberDataViewType.Single, 0, 2).ToString());
    }

    [Fact]
    public void Vectors_are_equal_by_item_and_dimensions()
    {
        var vector = new VectorDataViewType(NumberDataViewType.Single, 2, 3);

        Assert.Equal(6, vector.Size);
        Assert.True(vector.IsKnownSize);
        Assert.Equal(typeof(VBuffer<float>), vector.RawType);
        Assert.Equal(vector, new VectorDataViewType(NumberDataViewType.Single, 2, 3));
        Assert.Equal(vector.GetHashCode(), new VectorDataViewType(NumberDataViewType.Single, 2, 3).GetHashCode());
        Assert.NotEqual(vector, new VectorDataViewType(NumberDataViewType.Single, 6));
        Assert.NotEqual(vector, new VectorDataViewType(NumberDataViewType.Double, 2, 3));
    }

    [Fact]
    public void Keys_are_equal_by_type_and_count()
    {
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 3UL));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(uint), 4));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 3), new KeyDataViewType(typeof(byte), 3));
        Assert.False(KeyDataViewType.IsValidDataType(typeof(int)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
    }
}
