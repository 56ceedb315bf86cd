namespace Microsoft.ML.Data;

// What a row-to-row transformer adds to rows of one schema.
internal interface IRowMapper
{
    DataViewSchema.DetachedColumn[] GetOutputColumns();

    // Which input columns the active outputs are made from.
    Func<int, bool> GetDependencies(Func<int, bool> activeOutput);

    // One ValueGetter an output column; null for those that are not active. The disposer may be null.
    Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer);
}
