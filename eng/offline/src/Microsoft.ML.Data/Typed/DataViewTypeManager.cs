using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// The types outside the primitive ones: which data view type holds values of which class, told apart further by the attribute on the member.
public static class DataViewTypeManager
{
    private static readonly HashSet<Type> Reserved =
    [
        typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(string), typeof(ReadOnlySpan<char>), typeof(ReadOnlyMemory<char>), typeof(VBuffer<>),
        typeof(Nullable<>), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DataViewRowId),
    ];

    private static readonly object Lock = new();
    private static readonly Dictionary<RawType, DataViewType> DataViewTypes = [];
    private static readonly Dictionary<DataViewType, RawType> RawTypes = [];

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute typeAttribute = null)
    {
        lock (Lock)
        {
            if (Reserved.Contains(type))
                throw Contracts.ExceptParam(nameof(type), $"Type {type} has been registered as ML.NET's default supported type, so it can't not be registered again.");
            var rawType = new RawType(type, typeAttribute);
            var known = DataViewTypes.TryGetValue(rawType, out var otherDataViewType);
            if (known && !otherDataViewType.Equals(dataViewType))
            {
                throw Contracts.ExceptParam(nameof(type),
                    $"Repeated type register. The raw type {type} has been associated with {otherDataViewType} so it cannot be associated with {dataViewType}.");
            }

            if (RawTypes.TryGetValue(dataViewType, out var otherRawType) && otherRawType != rawType)
            {
                throw Contracts.ExceptParam(nameof(dataViewType),
                    $"Repeated type register. The DataView type {dataViewType} has been associated with {otherRawType.Type} so it cannot be associated with {type}.");
            }

            if (known && RawTypes.ContainsKey(dataViewType))
                return;
            DataViewTypes.Add(rawType, dataViewType);
            RawTypes.Add(dataViewType, rawType);
        }
    }

    [Obsolete("This API is deprecated, please use the new form of Register which takes in a single DataViewTypeAttribute instead.", false)]
    public static void Register(DataViewType dataViewType, Type type, IEnumerable<Attribute> typeAttributes)
    {
        var attributes = typeAttributes?.ToArray() ?? [];
        if (attributes.Length > 1)
            throw Contracts.ExceptParam(nameof(type), $"Type {type} has too many attributes.");
        if (attributes.Length == 1 && attributes[0] is not DataViewTypeAttribute)
            throw Contracts.ExceptParam(nameof(type), $"Type {type} has an attribute that is not of DataViewTypeAttribute.");
        Register(dataViewType, type, (DataViewTypeAttribute)attributes.SingleOrDefault());
    }

    internal static bool Knows(Type type, IEnumerable<Attribute> attributes = null)
    {
        lock (Lock)
            return DataViewTypes.ContainsKey(new RawType(type, TypeAttribute(type, attributes)));
    }

    internal static bool Knows(DataViewType type)
    {
        lock (Lock)
            return RawTypes.ContainsKey(type);
    }

    internal static DataViewType GetDataViewType(Type type, IEnumerable<Attribute> attributes = null)
    {
        lock (Lock)
        {
            return DataViewTypes.TryGetValue(new RawType(type, TypeAttribute(type, attributes)), out var result)
                ? result
                : throw Contracts.ExceptParam(nameof(type), $"The raw type {type} with attributes {attributes} is not registered with a DataView type.");
        }
    }

    private static DataViewTypeAttribute TypeAttribute(Type type, IEnumerable<Attribute> attributes)
    {
        var found = attributes?.OfType<DataViewTypeAttribute>().ToArray() ?? [];
        if (found.Length > 1)
        {
            throw Contracts.ExceptParam(nameof(type),
                $"Type {type.Name} cannot be marked with multiple attributes, {string.Join<Attribute>(", ", found)}, derived from {typeof(DataViewTypeAttribute)}.");
        }

        return found.SingleOrDefault();
    }

    private sealed record RawType(Type Type, DataViewTypeAttribute Attribute)
    {
        // Attributes tell each other apart by their own Equals; Attribute.GetHashCode goes over their fields.
        public bool Equals(RawType other) =>
            other is not null && Type == other.Type && (Attribute is null ? other.Attribute is null : other.Attribute is not null && Attribute.Equals(other.Attribute));

        public override int GetHashCode() => HashCode.Combine(Type, Attribute);
    }
}
