using System.Globalization;

namespace Microsoft.ML.Data;

// Fields to values.
internal sealed class TextParsing(TextLoader.Options options)
{
    // False where the field is no value of the type; the value is then what stands for a missing one, if the type has that.
    public bool TryParse<T>(string field, DataViewType type, out T value)
    {
        var ok = TryParse(field, type, out object boxed);
        value = (T)(boxed ?? default(T));
        return ok;
    }

    public static bool HasMissing(DataViewType type) =>
        type is KeyDataViewType or TextDataViewType || type == NumberDataViewType.Single || type == NumberDataViewType.Double;

    private bool TryParse(string field, DataViewType type, out object value)
    {
        if (type is KeyDataViewType key)
        {
            var known = ulong.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < key.Count;
            value = Convert.ChangeType(known ? number + 1 : 0, key.RawType);
            return known || field.Length == 0 || IsMissing(field);
        }

        if (type is TextDataViewType)
        {
            value = field.AsMemory();
            return true;
        }

        if (type == NumberDataViewType.Single || type == NumberDataViewType.Double)
        {
            var ok = TryParseReal(field, out var real);
            value = type == NumberDataViewType.Single ? (object)(float)real : real;
            return ok;
        }

        value = null;
        if (field.Length == 0)
            return true;
        var culture = CultureInfo.InvariantCulture;
        const NumberStyles signed = NumberStyles.AllowLeadingSign;
        bool parsed;
        if (type is BooleanDataViewType)
            (parsed, value) = TryParseBoolean(field);
        else if (type is DateTimeDataViewType)
            (parsed, value) = (DateTime.TryParse(field, culture, out var x), x);
        else if (type is DateTimeOffsetDataViewType)
            (parsed, value) = (DateTimeOffset.TryParse(field, culture, out var x), x);
        else if (type is TimeSpanDataViewType)
            (parsed, value) = (TimeSpan.TryParse(field, culture, out var x), x);
        else if (type == NumberDataViewType.UInt64)
            (parsed, value) = (ulong.TryParse(field, NumberStyles.None, culture, out var x), x);
        else
            (parsed, value) = long.TryParse(field, signed, culture, out var x) ? TryNarrow(x, type.RawType) : (false, null);
        return parsed;
    }

    private bool TryParseReal(string field, out double value)
    {
        value = 0;
        if (field.Length == 0)
        {
            if (options.MissingRealsAsNaNs)
                value = double.NaN;
            return true;
        }

        if (options.DecimalMarker != '.')
            field = field.Replace(options.DecimalMarker, '.');
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            return true;
        value = double.NaN;
        return IsMissing(field);
    }

    private static bool IsMissing(string field) => field is "?" || field.ToUpperInvariant() is "NA" or "N/A";

    private static (bool, object) TryParseBoolean(string field) => field.ToUpperInvariant() switch
    {
        "T" or "Y" or "1" or "+" or "+1" or "YES" or "TRUE" => (true, true),
        "F" or "N" or "0" or "-" or "-1" or "NO" or "FALSE" => (true, false),
        _ => (false, null),
    };

    private static (bool, object) TryNarrow(long number, Type type)
    {
        try
        {
            return (true, Convert.ChangeType(number, type));
        }
        catch (OverflowException)
        {
            return (false, null);
        }
    }
}
