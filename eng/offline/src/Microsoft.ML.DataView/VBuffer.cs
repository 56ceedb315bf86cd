using System.Collections;

namespace Microsoft.ML.Data;

public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[] _values;
    private readonly int[] _indices;
    private readonly int _count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[] indices = null)
        : this(length, length, values, indices)
    {
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (count < 0 || count > length)
            throw new ArgumentOutOfRangeException(nameof(count));
        if ((values?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(nameof(values));
        if (count < length && (indices?.Length ?? 0) < count)
            throw new ArgumentOutOfRangeException(nameof(indices));
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        if (sourceIndex < 0 || sourceIndex > Length)
            throw new ArgumentOutOfRangeException(nameof(sourceIndex));
        if (length < 0 || length > Length - sourceIndex)
            throw new ArgumentOutOfRangeException(nameof(length));
        if (IsDense)
        {
            var dense = VBufferEditor.Create(ref destination, length);
            GetValues().Slice(sourceIndex, length).CopyTo(dense.Values);
            destination = dense.Commit();
            return;
        }

        var first = FirstSlotFrom(sourceIndex);
        var count = FirstSlotFrom(sourceIndex + length) - first;
        var sparse = VBufferEditor.Create(ref destination, length, count);
        _values.AsSpan(first, count).CopyTo(sparse.Values);
        for (var i = 0; i < sparse.Indices.Length; i++)
            sparse.Indices[i] = _indices[first + i] - sourceIndex;
        destination = sparse.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default)
    {
        if (destinationIndex < 0 || destinationIndex > destination.Length - Length)
            throw new ArgumentOutOfRangeException(nameof(destination), "Not large enough to hold these values.");
        var target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        target.Fill(defaultValue);
        for (var i = 0; i < _count; i++)
            target[_indices[i]] = _values[i];
    }

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        var size = source?.Length ?? 0;
        if (length < 0 || length > size)
            throw new ArgumentOutOfRangeException(nameof(length));
        if (sourceIndex < 0 || sourceIndex > size - length)
            throw new ArgumentOutOfRangeException(nameof(sourceIndex));
        var editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false) => Items(this, all);

    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public T GetItemOrDefault(int index)
    {
        if (index < 0 || index >= Length)
            throw new ArgumentOutOfRangeException(nameof(index));
        if (IsDense)
            return _values[index];
        var slot = FirstSlotFrom(index);
        return slot < _count && _indices[slot] == index ? _values[slot] : default;
    }

    public override string ToString() =>
        IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    // The real one enumerates the physical array too, spare capacity included.
    public IEnumerator GetEnumerator() => _values.GetEnumerator();

    internal VBufferEditor<T> Edit(int length, int? valuesCount, int? maxValuesCapacity, bool keepOldOnResize, bool requireIndicesOnDense)
    {
        if (length < 0)
            throw new ArgumentOutOfRangeException("newLogicalLength", "Must be non-negative.");
        if (valuesCount < 0 || valuesCount > length)
            throw new ArgumentOutOfRangeException(nameof(valuesCount), "If specified, must be non-negative and no greater than newLogicalLength.");
        var count = valuesCount ?? length;
        var values = Fit(_values, count, maxValuesCapacity, keepOldOnResize);
        var indices = count < length || requireIndicesOnDense ? Fit(_indices, count, maxValuesCapacity, keepOldOnResize) : _indices;
        return new VBufferEditor<T>(length, count, values, indices, requireIndicesOnDense, values != _values, indices != _indices);
    }

    internal VBufferEditor<T> Edit() => Edit(Length, _count, null, false, false);

    private static TItem[] Fit<TItem>(TItem[] array, int size, int? limit, bool keepOld)
    {
        if (size == 0 || array?.Length >= size)
            return array;
        // Growing an array that is kept means appending: leave room.
        var grown = keepOld && array is not null ? Math.Max(size, Math.Min(2L * array.Length, limit ?? Array.MaxLength)) : size;
        var result = new TItem[grown];
        if (keepOld)
            array?.CopyTo(result, 0);
        return result;
    }

    private int FirstSlotFrom(int index)
    {
        var found = Array.BinarySearch(_indices ?? [], 0, _count, index);
        return found < 0 ? ~found : found;
    }

    private static IEnumerable<KeyValuePair<int, T>> Items(VBuffer<T> buffer, bool all)
    {
        if (!buffer.IsDense && !all)
        {
            for (var i = 0; i < buffer._count; i++)
                yield return new KeyValuePair<int, T>(buffer._indices[i], buffer._values[i]);
            yield break;
        }

        var slot = 0;
        for (var i = 0; i < buffer.Length; i++)
        {
            if (buffer.IsDense)
                yield return new KeyValuePair<int, T>(i, buffer._values[i]);
            else if (slot < buffer._count && buffer._indices[slot] == i)
                yield return new KeyValuePair<int, T>(i, buffer._values[slot++]);
            else
                yield return new KeyValuePair<int, T>(i, default);
        }
    }
}
