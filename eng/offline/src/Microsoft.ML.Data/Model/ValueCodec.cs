using Microsoft.ML.Internal.Utilities;

namespace Microsoft.ML.Data;

// Values of the primitive types in model files.
internal static class ValueCodec
{
    public static bool CanSave(DataViewType type) => type.GetItemType() is KeyDataViewType || type.GetItemType().IsStandardScalar() && type.GetItemType() is not RowIdDataViewType;

    public static void Write<T>(BinaryWriter writer, T value)
    {
        switch (value)
        {
            case bool x: writer.Write(x); break;
            case sbyte x: writer.Write(x); break;
            case byte x: writer.Write(x); break;
            case short x: writer.Write(x); break;
            case ushort x: writer.Write(x); break;
            case int x: writer.Write(x); break;
            case uint x: writer.Write(x); break;
            case long x: writer.Write(x); break;
            case ulong x: writer.Write(x); break;
            case float x: writer.Write(x); break;
            case double x: writer.Write(x); break;
            case ReadOnlyMemory<char> x: writer.Write(x.ToString()); break;
            case TimeSpan x: writer.Write(x.Ticks); break;
            case DateTime x: writer.Write(x.Ticks); break;
            case DateTimeOffset x:
                writer.Write(x.Ticks);
                writer.Write(x.Offset.Ticks);
                break;
            default: throw new NotSupportedException($"Values of type {typeof(T)} cannot be saved in a model.");
        }
    }

    public static T Read<T>(BinaryReader reader)
    {
        var type = typeof(T);
        object value =
            type == typeof(bool) ? reader.ReadBoolean() :
            type == typeof(sbyte) ? reader.ReadSByte() :
            type == typeof(byte) ? reader.ReadByte() :
            type == typeof(short) ? reader.ReadInt16() :
            type == typeof(ushort) ? reader.ReadUInt16() :
            type == typeof(int) ? reader.ReadInt32() :
            type == typeof(uint) ? reader.ReadUInt32() :
            type == typeof(long) ? reader.ReadInt64() :
            type == typeof(ulong) ? reader.ReadUInt64() :
            type == typeof(float) ? reader.ReadSingle() :
            type == typeof(double) ? reader.ReadDouble() :
            type == typeof(ReadOnlyMemory<char>) ? reader.ReadString().AsMemory() :
            type == typeof(TimeSpan) ? new TimeSpan(reader.ReadInt64()) :
            // Boxed here, for else it would become a DateTimeOffset, as the other branch is.
            type == typeof(DateTime) ? (object)new DateTime(reader.ReadInt64()) :
            type == typeof(DateTimeOffset) ? new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64())) :
            throw new NotSupportedException($"Values of type {type} cannot be read from a model.");
        return (T)value;
    }

    public static void WriteVector<T>(BinaryWriter writer, in VBuffer<T> vector)
    {
        writer.Write(vector.Length);
        writer.Write(vector.GetValues().Length);
        foreach (var (slot, value) in vector.Items())
        {
            writer.Write(slot);
            Write(writer, value);
        }
    }

    public static VBuffer<T> ReadVector<T>(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        var indices = new int[reader.ReadInt32()];
        var values = new T[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = reader.ReadInt32();
            values[i] = Read<T>(reader);
        }

        return new VBuffer<T>(length, values.Length, values, indices);
    }

    public static void WriteType(BinaryWriter writer, DataViewType type)
    {
        var dimensions = (type as VectorDataViewType)?.Dimensions ?? [];
        writer.Write(dimensions.Length);
        foreach (var dimension in dimensions)
            writer.Write(dimension);
        var item = type.GetItemType();
        writer.Write(item.GetKeyCount());
        writer.Write((byte)ColumnTypeExtensions.KindOrNull(item is KeyDataViewType ? ColumnTypeExtensions.PrimitiveTypeFromType(item.RawType) : item));
    }

    public static DataViewType ReadType(BinaryReader reader)
    {
        var dimensions = new int[reader.ReadInt32()];
        for (var i = 0; i < dimensions.Length; i++)
            dimensions[i] = reader.ReadInt32();
        var keys = reader.ReadUInt64();
        var item = ColumnTypeExtensions.PrimitiveTypeFromKind((DataKind)reader.ReadByte());
        if (keys > 0)
            item = new KeyDataViewType(item.RawType, keys);
        return dimensions.Length > 0 ? new VectorDataViewType(item, dimensions) : item;
    }

    // Annotations of types that cannot be saved are left out.
    public static void WriteAnnotations(BinaryWriter writer, DataViewSchema.Annotations annotations)
    {
        var columns = annotations.Schema.Where(column => CanSave(column.Type)).ToArray();
        writer.Write(columns.Length);
        foreach (var column in columns)
        {
            writer.Write(column.Name);
            WriteType(writer, column.Type);
            if (column.Type is VectorDataViewType vector)
                Utils.MarshalInvoke(WriteVectorAnnotation<int>, vector.ItemType.RawType, writer, annotations, column);
            else
                Utils.MarshalInvoke(WriteScalarAnnotation<int>, column.Type.RawType, writer, annotations, column);
        }
    }

    public static DataViewSchema.Annotations ReadAnnotations(BinaryReader reader)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            var type = ReadType(reader);
            var getter = type is VectorDataViewType vector
                ? Utils.MarshalInvoke<Delegate>(ReadVectorGetter<int>, vector.ItemType.RawType, reader)
                : Utils.MarshalInvoke<Delegate>(ReadScalarGetter<int>, type.RawType, reader);
            builder.Add(name, type, getter);
        }

        return builder.ToAnnotations();
    }

    private static object WriteScalarAnnotation<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        T value = default;
        annotations.GetGetter<T>(column)(ref value);
        Write(writer, value);
        return null;
    }

    private static object WriteVectorAnnotation<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        VBuffer<T> value = default;
        annotations.GetGetter<VBuffer<T>>(column)(ref value);
        WriteVector(writer, value);
        return null;
    }

    private static Delegate ReadScalarGetter<T>(BinaryReader reader)
    {
        var value = Read<T>(reader);
        return (ValueGetter<T>)((ref T destination) => destination = value);
    }

    private static Delegate ReadVectorGetter<T>(BinaryReader reader)
    {
        var value = ReadVector<T>(reader);
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) => value.CopyTo(ref destination));
    }
}
