using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Classification;

/// <summary>
/// The classes of a label column: its key values, as texts for people and graphs, and as what they are for the key that a model predicts.
/// </summary>
/// <param name="columnName">The label column.</param>
/// <param name="names">The classes' names, in the order of the keys.</param>
internal abstract class ClassLabels(string columnName, IReadOnlyList<string> names)
{
    /// <summary>More can only be a key column that never learnt its count.</summary>
    private const int Most = 100_000;

    /// <summary>The label column.</summary>
    public string ColumnName => columnName;

    /// <summary>The classes' names, in the order of the keys; with those that no picture is of.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>How many classes there are.</summary>
    public int Count => names.Count;

    /// <summary>The classes of a column, which must be there and be a key.</summary>
    /// <exception cref="ArgumentException">It is not; the message says what to do.</exception>
    public static ClassLabels Of(DataViewSchema schema, string name, string verb)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw Missing(name, verb, schema.Select(other => other.Name));
        if (column.Type is not KeyDataViewType key)
        {
            throw NoKey(name, verb, column.Type.ToString()!);
        }

        if (key.Count > Most)
        {
            throw new ArgumentException(
                $"{verb}: the label column '{name}' is a key of {key.Count:N0} classes, expected at most {Most:N0}. {Advice(name)}, which counts those that there are.");
        }

        var values = column.Annotations.Schema.GetColumnOrNull("KeyValues")?.Type as VectorDataViewType;
        ClassLabels labels = values is null || values.ItemType is KeyDataViewType
            ? new TextLabels(name, [.. Enumerable.Range(0, (int)key.Count).Select(number => number.ToString(CultureInfo.InvariantCulture))])
            : values.ItemType is TextDataViewType ? TextLabels.Read(column)
            : (ClassLabels)Activator.CreateInstance(typeof(ValueLabels<>).MakeGenericType(values.ItemType.RawType), column)!;
        labels.Check(verb, (int)key.Count);
        return labels;
    }

    /// <summary>The label column in the shape of a schema, which does not know how many classes there are.</summary>
    /// <exception cref="ArgumentException">It is missing or no key; the message says what to do.</exception>
    public static SchemaShape.Column ColumnOf(SchemaShape shape, string name, string verb)
    {
        SchemaShape.Column[] columns = [.. shape.Where(other => other.Name == name)];
        return columns.Length == 0 ? throw Missing(name, verb, shape.Select(other => other.Name))
            : columns[^1].IsKey && columns[^1].Kind == SchemaShape.Column.VectorKind.Scalar ? columns[^1]
            : throw NoKey(name, verb, columns[^1].ItemType.ToString()!);
    }

    /// <summary>Checks a validation set's column, which may be text, too: then the classes' names.</summary>
    /// <exception cref="ArgumentException">It is missing, or neither; the message says what to do.</exception>
    public static void CheckValidation(DataViewSchema schema, string name, string verb)
    {
        if (schema.GetColumnOrNull(name)?.Type is not TextDataViewType)
        {
            _ = Of(schema, name, $"{verb}, validation set");
        }
    }

    /// <summary>Fits what makes the predicted label's text a key with this column's values, one transformer behind the other.</summary>
    /// <param name="ml">Makes them.</param>
    /// <param name="view">Data with the text column.</param>
    /// <param name="column">The text column, which becomes the key column.</param>
    /// <param name="mayBeMissing">Whether a row may have no label, an empty text; it gets the missing key.</param>
    public abstract IReadOnlyList<ITransformer> ToKeys(MLContext ml, IDataView view, string column, bool mayBeMissing);

    /// <summary>Reads a column of these classes, by their names: this one, or a validation set's, which may also be text. -1 stands for a missing label.</summary>
    /// <param name="row">A row in which the column is active.</param>
    /// <param name="column">The column.</param>
    /// <param name="verb">The method the user called, for errors.</param>
    /// <exception cref="ArgumentException">The column holds no labels; or, thrown by the function, the row's label is none of these.</exception>
    public Func<int> Reader(DataViewRow row, DataViewSchema.Column column, string verb)
    {
        var classOf = Names.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);
        if (column.Type is TextDataViewType)
        {
            ValueGetter<ReadOnlyMemory<char>> get = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                get(ref text);
                return text.IsEmpty ? -1 : Find(text.ToString());
            };
        }

        Func<ulong> key = KeyReader(row, column);
        IReadOnlyList<string> names = Of(row.Schema, column.Name, verb).Names;
        return () => key() is var value && value == 0 ? -1 : Find(names[(int)(value - 1)]);

        int Find(string name) => classOf.TryGetValue(name, out int found)
            ? found
            : throw new ArgumentException(
                $"{verb}: row {row.Position + 1:N0} of the validation set has the label '{name}', which the training data do not know. They have: {Texts.List(Names)}.");
    }

    private static Func<ulong> KeyReader(DataViewRow row, DataViewSchema.Column column)
    {
        return column.Type.RawType == typeof(uint) ? Read<uint>(key => key)
            : column.Type.RawType == typeof(byte) ? Read<byte>(key => key)
            : column.Type.RawType == typeof(ushort) ? Read<ushort>(key => key)
            : Read<ulong>(key => key);

        Func<ulong> Read<TKey>(Func<TKey, ulong> widen)
        {
            ValueGetter<TKey> get = row.GetGetter<TKey>(column);
            TKey key = default!;
            return () =>
            {
                get(ref key);
                return widen(key);
            };
        }
    }

    /// <summary>Key data that lists values in their order.</summary>
    private protected static ITransformer KeysOf<TValue>(MLContext ml, IDataView view, string column, IEnumerable<TValue> values)
        => ml.Transforms.Conversion
            .MapValueToKey(column, keyData: ml.Data.LoadFromEnumerable(values.Select(value => new KeyRow<TValue> { Value = value })))
            .Fit(view);

    private void Check(string verb, int count)
    {
        string? problem = names.Count != count ? $"has {names.Count:N0} names for {count:N0} keys"
            : names.Any(string.IsNullOrEmpty) ? $"has a class without a name, key {names.TakeWhile(name => name.Length > 0).Count() + 1}"
            : names.FirstOrDefault(name => !IsWholeText(name)) is { } torn ? $"has the class '{torn}', which ends or begins within a character (an unpaired surrogate)"
            : names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice ? $"has the class '{twice.Key}' more than once"
            : null;
        if (problem is not null)
        {
            throw new ArgumentException($"{verb}: the label column '{columnName}' {problem}; expected one name a class, all different. {Advice(columnName)}.");
        }
    }

    private static bool IsWholeText(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && ++i < text.Length && char.IsLowSurrogate(text[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static string Advice(string name) => $"Put ml.Transforms.Conversion.MapValueToKey(\"{name}\") in front";

    private static ArgumentException Missing(string name, string verb, IEnumerable<string> names)
        => new($"{verb}: there is no label column '{name}'. The data has the columns: {string.Join(", ", names.Distinct(StringComparer.Ordinal))}.");

    private static ArgumentException NoKey(string name, string verb, string found)
        => new($"{verb}: the label column '{name}' is of type {found}, expected a key, one value a class. {Advice(name)}.");

    private sealed class KeyRow<TValue>
    {
        public TValue Value { get; set; } = default!;
    }
}
