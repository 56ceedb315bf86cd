using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Classification;

/// <summary>Classes whose key values are numbers, booleans or dates.</summary>
/// <typeparam name="TValue">Their type.</typeparam>
internal sealed class ValueLabels<TValue> : ClassLabels
    where TValue : struct
{
    private readonly TValue[] _values;

    public ValueLabels(DataViewSchema.Column column)
        : this(column, Read(column))
    {
    }

    private ValueLabels(DataViewSchema.Column column, TValue[] values)
        : base(column.Name, [.. values.Select(Text)]) => _values = values;

    public override IReadOnlyList<ITransformer> ToKeys(MLContext ml, IDataView view, string column, bool mayBeMissing)
    {
        if (mayBeMissing && _values.Contains(default))
        {
            // MapValue has the type's default value for a text it does not know. A row without a picture would become of that class, so
            // the key's values stay texts.
            return [KeysOf(ml, view, column, Names)];
        }

        ITransformer values = ml.Transforms.Conversion
            .MapValue(column, Names.Zip(_values, (name, value) => new KeyValuePair<string, TValue>(name, value)), column)
            .Fit(view);
        return [values, KeysOf(ml, values.Transform(view), column, _values)];
    }

    private static TValue[] Read(DataViewSchema.Column column)
    {
        VBuffer<TValue> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    // The shortest text that tells all values apart, the same in any culture.
    private static string Text(TValue value) => value switch
    {
        DateTime date => date.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset date => date.ToString("o", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
