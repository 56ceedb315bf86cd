using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// An object of the user's class seen as a row.
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly RowBinding _binding;
    private readonly Delegate[] _getters;
    private TRow _value;
    private long _position = -1;

    public InputRow(RowBinding binding, Func<int, bool> active = null)
    {
        _binding = binding;
        _getters = binding.Columns
            .Select((column, i) => active is null || active(i) ? MemberAccess.MakeGetter(column.Member, column.Type, Current) : null)
            .ToArray();
    }

    public override long Position => _position;

    public override long Batch => 0;

    public override DataViewSchema Schema => _binding.Schema;

    // Makes the object the current row.
    public void ExtractValues(TRow row)
    {
        Contracts.CheckValue(row, nameof(row));
        _value = row;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Contracts.Check(column.Index < _getters.Length, $"Column index must be between 0 and {_getters.Length}");
        return _getters[column.Index] is not null;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.CheckParam(IsColumnActive(column), nameof(column), "requested column not active");
        return RowCursorUtils.Cast<TValue>(_getters[column.Index]);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
    {
        Contracts.Check(_position >= 0, RowCursorUtils.FetchValueStateError);
        id = new DataViewRowId((ulong)_position, 0);
    };

    public void Reset()
    {
        _value = null;
        _position = -1;
    }

    private TRow Current()
    {
        Contracts.Check(_value is not null, RowCursorUtils.FetchValueStateError);
        return _value;
    }
}
