namespace Microsoft.ML.Data;

internal static class ColumnTypeExtensions
{
    private static readonly (Type Type, DataKind Kind, PrimitiveDataViewType DataViewType)[] Primitives =
    [
        (typeof(sbyte), DataKind.SByte, NumberDataViewType.SByte),
        (typeof(byte), DataKind.Byte, NumberDataViewType.Byte),
        (typeof(short), DataKind.Int16, NumberDataViewType.Int16),
        (typeof(ushort), DataKind.UInt16, NumberDataViewType.UInt16),
        (typeof(int), DataKind.Int32, NumberDataViewType.Int32),
        (typeof(uint), DataKind.UInt32, NumberDataViewType.UInt32),
        (typeof(long), DataKind.Int64, NumberDataViewType.Int64),
        (typeof(ulong), DataKind.UInt64, NumberDataViewType.UInt64),
        (typeof(float), DataKind.Single, NumberDataViewType.Single),
        (typeof(double), DataKind.Double, NumberDataViewType.Double),
        (typeof(ReadOnlyMemory<char>), DataKind.String, TextDataViewType.Instance),
        (typeof(bool), DataKind.Boolean, BooleanDataViewType.Instance),
        (typeof(TimeSpan), DataKind.TimeSpan, TimeSpanDataViewType.Instance),
        (typeof(DateTime), DataKind.DateTime, DateTimeDataViewType.Instance),
        (typeof(DateTimeOffset), DataKind.DateTimeOffset, DateTimeOffsetDataViewType.Instance),
        (typeof(DataViewRowId), 0, RowIdDataViewType.Instance),
    ];

    public static DataViewType GetItemType(this DataViewType type) => (type as VectorDataViewType)?.ItemType ?? type;

    public static ulong GetKeyCount(this DataViewType type) => (type as KeyDataViewType)?.Count ?? 0;

    // 0 for what is no vector, or a vector of unknown size.
    public static int GetVectorSize(this DataViewType type) => (type as VectorDataViewType)?.Size ?? 0;

    // 1 for a scalar, 0 for a vector of unknown size.
    public static int GetValueCount(this DataViewType type) => (type as VectorDataViewType)?.Size ?? 1;

    public static bool IsKnownSizeVector(this DataViewType type) => type.GetVectorSize() > 0;

    public static bool IsStandardScalar(this DataViewType type) =>
        type is NumberDataViewType or TextDataViewType or BooleanDataViewType or RowIdDataViewType
            or TimeSpanDataViewType or DateTimeDataViewType or DateTimeOffsetDataViewType;

    public static bool SameSizeAndItemType(this DataViewType type, DataViewType other) =>
        type.Equals(other) ||
        type is VectorDataViewType a && other is VectorDataViewType b && a.Size == b.Size && a.ItemType.Equals(b.ItemType);

    // Null where no primitive type stores values of this one.
    public static PrimitiveDataViewType PrimitiveTypeOrNull(Type type)
    {
        type = type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type;
        return Primitives.FirstOrDefault(primitive => primitive.Type == type).DataViewType;
    }

    public static PrimitiveDataViewType PrimitiveTypeFromType(Type type) =>
        PrimitiveTypeOrNull(type) ?? throw new InvalidOperationException($"No primitive data view type holds values of type {type}.");

    public static PrimitiveDataViewType PrimitiveTypeFromKind(DataKind kind) =>
        Primitives.FirstOrDefault(primitive => primitive.Kind == kind).DataViewType
            ?? throw new ArgumentOutOfRangeException(nameof(kind), $"Unknown data kind {kind}.");

    public static DataKind? KindOrNull(DataViewType type) =>
        Primitives.FirstOrDefault(primitive => primitive.DataViewType.Equals(type)).Kind is var kind && kind != 0 ? kind : null;
}
