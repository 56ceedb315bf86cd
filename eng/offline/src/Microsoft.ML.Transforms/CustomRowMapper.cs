using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;

namespace Microsoft.ML.Transforms;

// Adds the members of TDst as columns; the user's action fills them when one of them is asked for, once a row.
// Every cursor gets an action of its own.
internal sealed class CustomRowMapper<TSrc, TDst>(RowReader<TSrc> reader, RowBinding target, Func<Action<TSrc, TDst>> newAction) : IRowMapper
    where TSrc : class, new()
    where TDst : class, new()
{
    public DataViewSchema.DetachedColumn[] GetOutputColumns() => target.Schema.Select(column => new DataViewSchema.DetachedColumn(column)).ToArray();

    // The action may use any of its columns for any of the others.
    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        var any = target.Schema.Any(column => activeOutput(column.Index));
        return index => any && reader.Columns.Any(column => column.Index == index);
    }

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        disposer = null;
        var getters = new Delegate[target.Schema.Count];
        if (!target.Schema.Any(column => activeOutput(column.Index)))
            return getters;

        var (from, to) = (new TSrc(), new TDst());
        var action = newAction();
        var fill = reader.Bind(input);
        var row = new InputRow<TDst>(target);
        long mapped = -1;
        void Map()
        {
            if (mapped == input.Position)
                return;
            fill(from);
            action(from, to);
            row.ExtractValues(to);
            mapped = input.Position;
        }

        foreach (var column in target.Schema.Where(column => activeOutput(column.Index)))
            getters[column.Index] = Utils.MarshalInvoke<Delegate>(MakeGetter<int>, column.Type.RawType, row, column, (Action)Map);
        return getters;
    }

    private static Delegate MakeGetter<T>(DataViewRow row, DataViewSchema.Column column, Action map)
    {
        var getter = row.GetGetter<T>(column);
        return (ValueGetter<T>)((ref T value) =>
        {
            map();
            getter(ref value);
        });
    }
}
