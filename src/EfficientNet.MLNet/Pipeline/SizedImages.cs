using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// Tells which image columns a mapping can read. ML.NET hands a mapping only values whose type is registered: images without a size, which
/// <see cref="AnyImageTypeAttribute"/> registers, and those of a size that stands in an attribute of the user's class. Images of a
/// size that a transform such as <c>ResizeImages</c> gave them are not, and nothing of ours could register them in a process that
/// only loads the model; but their pixels can be extracted.
/// </summary>
internal static class SizedImages
{
    /// <summary>Whether the mapping can read the images of this schema; no row is read.</summary>
    public static bool CanBeMapped(ITransformer mapping, DataViewSchema schema)
    {
        IRowToRowMapper mapper = mapping.GetRowToRowMapper(schema);
        try
        {
            using DataViewRow row = mapper.GetRow(new RowWithoutValues(schema), [mapper.OutputSchema[TemporaryColumns.Prepared]]);
            return true;
        }
        catch (NotImplementedException)
        {
            return false;
        }
    }

    private sealed class RowWithoutValues(DataViewSchema schema) : DataViewRow
    {
        public override DataViewSchema Schema => schema;

        public override long Position => 0;

        public override long Batch => 0;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => (ref TValue _) => { };

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId _) => { };

        public override bool IsColumnActive(DataViewSchema.Column column) => true;
    }
}
