using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal static class RoleColumn
{
    // The column that plays a role in training, scoring or evaluation.
    public static DataViewSchema.Column Find(DataViewSchema schema, string columnName, string role)
    {
        Contracts.CheckNonEmpty(columnName, nameof(columnName));
        return schema.GetColumnOrNull(columnName) ?? throw Contracts.ExceptParam(nameof(schema), $"{columnName} column '{role}' not found");
    }
}
