using System.Globalization;
using System.Text;

namespace EfficientNet.MLNet.Reporting;

/// <summary>How the report writes numbers and names; the same in every culture.</summary>
internal static class ReportText
{
    private const char NoBreak = '\u00a0';
    private const string Nothing = "\u2013";
    private static readonly char[] _separators = ['/', '\\'];

    /// <summary>"93.5 %", or a dash for no number.</summary>
    public static string Percent(double? share)
        => share is { } number && double.IsFinite(number) ? (number * 100).ToString("0.0", CultureInfo.InvariantCulture) + NoBreak + "%" : Nothing;

    /// <summary>Four digits or so, or a dash for no number.</summary>
    public static string Number(double? value) => value switch
    {
        null => Nothing,
        { } number when !double.IsFinite(number) => Nothing,
        { } number when number != 0 && Math.Abs(number) < 0.001 => number.ToString("0.0#e+0", CultureInfo.InvariantCulture),
        { } number => number.ToString("#,0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>"3 classes", "1 class".</summary>
    public static string Count(int count, string one, string? many = null)
        => string.Create(CultureInfo.InvariantCulture, $"{count:N0}{NoBreak}{(count == 1 ? one : many ?? one + "s")}");

    /// <summary>"0.4 s", "12 s", "3 min 20 s", "2 h 5 min".</summary>
    public static string Duration(TimeSpan time)
    {
        long seconds = (long)Math.Round(time.TotalSeconds);
        return time switch
        {
            { TotalSeconds: < 9.95 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}{NoBreak}s"),
            _ when seconds < 60 => $"{seconds}{NoBreak}s",
            _ when seconds < 3600 => $"{seconds / 60}{NoBreak}min {seconds % 60}{NoBreak}s",
            _ => $"{seconds / 3600}{NoBreak}h {seconds % 3600 / 60}{NoBreak}min",
        };
    }

    /// <summary>The date as it was given.</summary>
    public static string Date(DateTimeOffset date)
        => date.ToString(date.Offset == TimeSpan.Zero ? "d MMMM yyyy, HH:mm 'UTC'" : "d MMMM yyyy, HH:mm 'UTC'zzz", CultureInfo.InvariantCulture);

    /// <summary>A file's name with the folder it lies in, which often is its class; the whole path would be too long to read.</summary>
    public static string File(string name)
    {
        int last = name.LastIndexOfAny(_separators);
        int before = last <= 0 ? -1 : name.LastIndexOfAny(_separators, last - 1);
        return Name(name[(before + 1)..]);
    }

    /// <summary>
    /// A name that can be seen and put into HTML: characters without a shape become signs for them, halves of a pair the sign for what cannot be
    /// shown, and a name of nothing becomes words.
    /// </summary>
    public static string Name(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return "(no name)";
        }

        bool isBlank = string.IsNullOrWhiteSpace(name);
        var seen = new StringBuilder(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            // Halves of a pair come out of the enumeration as U+FFFD.
            _ = rune.Value switch
            {
                '\t' => seen.Append('\u21e5'),
                '\r' or '\n' => seen.Append('\u21b5'),
                < 0x20 or (>= 0x7f and < 0xa0) or 0xfffe or 0xffff => seen.Append('\ufffd'),
                _ when isBlank => seen.Append('\u2423'),
                _ => seen.Append(rune.ToString()),
            };
        }

        return seen.ToString();
    }
}
