using Microsoft.ML.Data;

namespace EfficientNet.Offline.Tests.DataViews;

public class VBufferTests
{
    [Fact]
    public void Sparse_buffer_reads_like_the_dense_one()
    {
        var sparse = new VBuffer<float>(5, 2, [10, 20], [1, 4]);

        Assert.False(sparse.IsDense);
        Assert.Equal([0, 10, 0, 0, 20], sparse.DenseValues());
        Assert.Equal([1, 4], sparse.GetIndices().ToArray());
        Assert.Equal([KeyValuePair.Create(1, 10f), KeyValuePair.Create(4, 20f)], sparse.Items());
        Assert.Equal(5, sparse.Items(all: true).Count());
        Assert.Equal(20, sparse.GetItemOrDefault(4));
        Assert.Equal(0, sparse.GetItemOrDefault(3));
        Assert.Equal("Sparse vector of size 5, 2 explicit values", sparse.ToString());
    }

    [Fact]
    public void Copying_keeps_sparseness_unless_asked_otherwise()
    {
        var sparse = new VBuffer<int>(6, 3, [1, 2, 3], [0, 2, 5]);
        VBuffer<int> copy = default;
        VBuffer<int> dense = default;
        VBuffer<int> part = default;

        sparse.CopyTo(ref copy);
        sparse.CopyToDense(ref dense);
        sparse.CopyTo(ref part, 2, 3);

        Assert.Equal(3, copy.GetValues().Length);
        Assert.True(dense.IsDense);
        Assert.Equal([1, 0, 2, 0, 0, 3], dense.GetValues().ToArray());
        Assert.Equal([2, 0, 0], part.DenseValues());
        Assert.Equal([0], part.GetIndices().ToArray());
    }

    [Fact]
    public void Copying_into_a_span_fills_gaps_with_the_default()
    {
        var sparse = new VBuffer<int>(3, 1, [7], [1]);
        var target = new int[] { -1, -1, -1, -1, -1 };

        sparse.CopyTo(target, 1, 9);

        Assert.Equal([-1, 9, 7, 9, -1], target);
    }

    [Fact]
    public void Editor_reuses_arrays_that_are_large_enough()
    {
        var buffer = new VBuffer<int>(4, [1, 2, 3, 4]);

        var smaller = VBufferEditor.Create(ref buffer, 2);
        Assert.False(smaller.CreatedNewValues);
        buffer = smaller.Commit();
        var larger = VBufferEditor.Create(ref buffer, 9);
        Assert.True(larger.CreatedNewValues);
        buffer = larger.Commit();

        Assert.Equal(9, buffer.Length);
        Assert.True(buffer.IsDense);
    }

    [Fact]
    public void Editor_can_commit_fewer_values_than_it_was_made_for()
    {
        VBuffer<int> buffer = default;
        var editor = VBufferEditor.Create(ref buffer, 10, 4);
        editor.Values[0] = 5;
        editor.Indices[0] = 9;

        buffer = editor.CommitTruncated(1);

        Assert.Equal(10, buffer.Length);
        Assert.Equal([KeyValuePair.Create(9, 5)], buffer.Items());
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(2, 3)]
    public void Impossible_lengths_are_refused(int length, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(length, count, new int[3], new int[3]));
}
