using System.Linq.Expressions;
using System.Reflection;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Fields and properties of the user's classes, and how their values become column values and back:
// text is string or ReadOnlyMemory<char>, a vector is an array or a VBuffer, everything else is itself.
internal static class MemberAccess
{
    public static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    // Throws where no column can hold the member.
    public static void GetItemType(MemberInfo member, out bool isVector, out Type itemType) =>
        GetItemType(member.Name, TypeOf(member), member.GetCustomAttributes(), out isVector, out itemType);

    public static void GetItemType(string name, Type type, IEnumerable<Attribute> attributes, out bool isVector, out Type itemType)
    {
        isVector = type.IsArray || type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>);
        itemType = !isVector ? type : type.IsArray ? type.GetElementType() : type.GetGenericArguments()[0];
        if (itemType == typeof(string))
            itemType = typeof(ReadOnlyMemory<char>);
        if (!DataViewTypeManager.Knows(itemType, attributes) && ColumnTypeExtensions.PrimitiveTypeOrNull(itemType) is null)
            throw Contracts.ExceptParam("rawType", $"Could not determine an IDataView type and registered custom types for member {name}");
    }

    // A ValueGetter of the column's raw type over the member of whatever row is current.
    public static Delegate MakeGetter<TRow>(MemberInfo member, DataViewType columnType, Func<TRow> current)
    {
        var type = TypeOf(member);
        if (type == typeof(string))
            return MakeTextGetter(Peek<TRow, string>(member), current);
        if (type == typeof(string[]))
            return MakeTextVectorGetter(Peek<TRow, string[]>(member), current);
        if (type.IsArray)
            return (Delegate)Utils.MarshalInvoke(MakeArrayGetter<TRow, int>, [typeof(TRow), type.GetElementType()], member, current);
        if (columnType is VectorDataViewType vector)
            return (Delegate)Utils.MarshalInvoke(MakeVBufferGetter<TRow, int>, [typeof(TRow), vector.ItemType.RawType], member, current);
        if (columnType is KeyDataViewType key)
            return (Delegate)Utils.MarshalInvoke(MakeKeyGetter<TRow, uint>, [typeof(TRow), key.RawType], member, key, current);
        return (Delegate)Utils.MarshalInvoke(MakeDirectGetter<TRow, int>, [typeof(TRow), type], member, current);
    }

    // Sets the member to the column's value in the row.
    public static Action<TRow> MakeSetter<TRow>(MemberInfo member, DataViewRow row, DataViewSchema.Column column)
    {
        var type = TypeOf(member);
        if (type == typeof(string))
            return MakeTextSetter(row.GetGetter<ReadOnlyMemory<char>>(column), Poke<TRow, string>(member));
        if (type == typeof(string[]))
            return MakeTextVectorSetter(row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column), Poke<TRow, string[]>(member));
        if (type.IsArray)
            return (Action<TRow>)Utils.MarshalInvoke(MakeArraySetter<TRow, int>, [typeof(TRow), type.GetElementType()], member, row, column);
        if (column.Type is VectorDataViewType vector)
            return (Action<TRow>)Utils.MarshalInvoke(MakeVBufferSetter<TRow, int>, [typeof(TRow), vector.ItemType.RawType], member, row, column);
        return (Action<TRow>)Utils.MarshalInvoke(MakeDirectSetter<TRow, int>, [typeof(TRow), type], member, row, column);
    }

    // A getter of the type's raw type that always gives this value; arrays and strings stand for vectors and text.
    public static Delegate MakeConstantGetter<T>(T value, DataViewType type)
    {
        GetItemType("annotation value", typeof(T), null, out var isVector, out var itemType);
        if (isVector != type is VectorDataViewType)
        {
            throw Contracts.Except(
                $"Value inputted is supposed to be {(isVector ? "vector" : "scalar")}, but type of Annotationinfo is {(isVector ? "scalar" : "vector")}");
        }

        if (itemType != type.GetItemType().RawType)
            throw Contracts.Except($"Value inputted is supposed to have Type {itemType}, but type of Annotationinfo has {type.GetItemType().RawType}");
        return value switch
        {
            string text => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> destination) => destination = text.AsMemory()),
            string[] texts => MakeTextVectorGetter<object>(_ => texts, () => null),
            Array array => (Delegate)Utils.MarshalInvoke(MakeArrayConstant<int>, itemType, array),
            _ when isVector => (Delegate)Utils.MarshalInvoke(MakeVBufferConstant<int>, itemType, value),
            _ => (ValueGetter<T>)((ref T destination) => destination = value),
        };
    }

    private static Func<TRow, TValue> Peek<TRow, TValue>(MemberInfo member)
    {
        var row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TValue>>(Expression.MakeMemberAccess(row, member), row).Compile();
    }

    private static Action<TRow, TValue> Poke<TRow, TValue>(MemberInfo member)
    {
        var row = Expression.Parameter(typeof(TRow));
        var value = Expression.Parameter(typeof(TValue));
        return Expression.Lambda<Action<TRow, TValue>>(Expression.Assign(Expression.MakeMemberAccess(row, member), value), row, value).Compile();
    }

    private static bool CanRead(MemberInfo member) => member is FieldInfo || ((PropertyInfo)member).GetGetMethod() is not null;

    private static ValueGetter<ReadOnlyMemory<char>> MakeTextGetter<TRow>(Func<TRow, string> peek, Func<TRow> current) =>
        (ref ReadOnlyMemory<char> destination) => destination = peek(current()).AsMemory();

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> MakeTextVectorGetter<TRow>(Func<TRow, string[]> peek, Func<TRow> current) =>
        (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            var texts = peek(current()) ?? [];
            var editor = VBufferEditor.Create(ref destination, texts.Length);
            for (var i = 0; i < texts.Length; i++)
                editor.Values[i] = texts[i].AsMemory();
            destination = editor.Commit();
        };

    private static Delegate MakeArrayGetter<TRow, TItem>(MemberInfo member, Func<TRow> current)
    {
        var peek = Peek<TRow, TItem[]>(member);
        return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> destination) => CopyTo(peek(current()), ref destination));
    }

    private static Delegate MakeVBufferGetter<TRow, TItem>(MemberInfo member, Func<TRow> current)
    {
        var peek = Peek<TRow, VBuffer<TItem>>(member);
        return (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> destination) => peek(current()).CopyTo(ref destination));
    }

    // The user's keys count from 0; the data view's from 1, where 0 means missing.
    private static Delegate MakeKeyGetter<TRow, TKey>(MemberInfo member, KeyDataViewType type, Func<TRow> current)
    {
        var peek = Peek<TRow, TKey>(member);
        return (ValueGetter<TKey>)((ref TKey destination) =>
        {
            var value = Convert.ToUInt64(peek(current()));
            destination = (TKey)Convert.ChangeType(value < type.Count ? value + 1 : 0, typeof(TKey));
        });
    }

    private static Delegate MakeDirectGetter<TRow, TValue>(MemberInfo member, Func<TRow> current)
    {
        var peek = Peek<TRow, TValue>(member);
        return (ValueGetter<TValue>)((ref TValue destination) => destination = peek(current()));
    }

    private static Action<TRow> MakeTextSetter<TRow>(ValueGetter<ReadOnlyMemory<char>> getter, Action<TRow, string> poke)
    {
        ReadOnlyMemory<char> value = default;
        return row =>
        {
            getter(ref value);
            poke(row, value.ToString());
        };
    }

    private static Action<TRow> MakeTextVectorSetter<TRow>(ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter, Action<TRow, string[]> poke)
    {
        VBuffer<ReadOnlyMemory<char>> value = default;
        return row =>
        {
            getter(ref value);
            poke(row, value.DenseValues().Select(text => text.ToString()).ToArray());
        };
    }

    // Fills the array that the row has where its length fits.
    private static Action<TRow> MakeArraySetter<TRow, TItem>(MemberInfo member, DataViewRow input, DataViewSchema.Column column)
    {
        var getter = input.GetGetter<VBuffer<TItem>>(column);
        var peek = CanRead(member) ? Peek<TRow, TItem[]>(member) : _ => null;
        var poke = Poke<TRow, TItem[]>(member);
        VBuffer<TItem> value = default;
        return row =>
        {
            getter(ref value);
            var array = peek(row);
            if (array?.Length != value.Length)
                array = new TItem[value.Length];
            value.CopyTo(array);
            poke(row, array);
        };
    }

    private static Action<TRow> MakeVBufferSetter<TRow, TItem>(MemberInfo member, DataViewRow input, DataViewSchema.Column column)
    {
        var getter = input.GetGetter<VBuffer<TItem>>(column);
        var peek = CanRead(member) ? Peek<TRow, VBuffer<TItem>>(member) : _ => default;
        var poke = Poke<TRow, VBuffer<TItem>>(member);
        return row =>
        {
            var value = peek(row);
            getter(ref value);
            poke(row, value);
        };
    }

    private static Action<TRow> MakeDirectSetter<TRow, TValue>(MemberInfo member, DataViewRow input, DataViewSchema.Column column)
    {
        var getter = input.GetGetter<TValue>(column);
        var poke = Poke<TRow, TValue>(member);
        // One variable for all rows, as in ML.NET: a getter may reuse what it finds there.
        TValue value = default;
        return row =>
        {
            getter(ref value);
            poke(row, value);
        };
    }

    private static Delegate MakeArrayConstant<TItem>(Array array) =>
        (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> destination) => CopyTo((TItem[])array, ref destination));

    private static Delegate MakeVBufferConstant<TItem>(object value) =>
        (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> destination) => ((VBuffer<TItem>)value).CopyTo(ref destination));

    private static void CopyTo<TItem>(TItem[] array, ref VBuffer<TItem> destination) =>
        VBuffer<TItem>.Copy(array, 0, ref destination, array?.Length ?? 0);
}
