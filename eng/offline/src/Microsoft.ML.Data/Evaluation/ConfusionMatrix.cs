using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Rows counted by true class and by predicted class.</summary>
public sealed class ConfusionMatrix
{
    private readonly ImmutableArray<string> _names;

    internal ConfusionMatrix(double[][] counts, IEnumerable<string> names)
    {
        _names = names.ToImmutableArray();
        Counts = counts.Select(row => (IReadOnlyList<double>)row.ToImmutableArray()).ToImmutableArray();
        PerClassRecall = counts.Select((row, c) => Share(row[c], row.Sum())).ToImmutableArray();
        PerClassPrecision = counts.Select((row, c) => Share(row[c], counts.Sum(other => other[c]))).ToImmutableArray();
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>By true class, then by predicted class.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses => Counts.Count;

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        Check(predictedClassIndicatorIndex, nameof(predictedClassIndicatorIndex));
        Check(actualClassIndicatorIndex, nameof(actualClassIndicatorIndex));
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    /// <summary>The table as text. Names that do not fit above a column are numbered.</summary>
    public string GetFormattedConfusionTable()
    {
        var columnWidth = NumberOfClasses == 2 ? 8 : 5;
        var longest = _names.Max(name => name.Length);
        var numbered = longest > columnWidth;
        var digits = (NumberOfClasses - 1).ToString(CultureInfo.InvariantCulture).Length;
        var labelWidth = Math.Max("PREDICTED".Length, numbered ? longest + digits + 2 : longest);
        var rule = string.Concat(Enumerable.Repeat(NumberOfClasses > 2 ? "========" : "===========", NumberOfClasses));
        var text = new StringBuilder().AppendLine().AppendLine("Confusion table");

        string Margin(string word) => word.PadRight(labelWidth + 1) + "||";
        text.AppendLine(Margin("") + rule);
        text.Append(Margin("PREDICTED"));
        for (var c = 0; c < NumberOfClasses; c++)
            text.Append(' ').Append((numbered ? c.ToString(CultureInfo.InvariantCulture) : _names[c]).PadLeft(columnWidth)).Append(" |");
        text.AppendLine(" Recall");
        text.AppendLine(Margin("TRUTH") + rule);

        for (var row = 0; row < NumberOfClasses; row++)
        {
            text.Append(numbered
                ? row.ToString(CultureInfo.InvariantCulture).PadLeft(digits) + ". " + _names[row].PadLeft(labelWidth - digits - 2)
                : _names[row].PadLeft(labelWidth));
            text.Append(" ||");
            foreach (var count in Counts[row])
                text.Append(' ').Append(count.ToString("N0", CultureInfo.CurrentCulture).PadLeft(columnWidth)).Append(" |");
            text.Append(' ').AppendLine(PerClassRecall[row].ToString("F4", CultureInfo.CurrentCulture).PadLeft(5));
        }

        text.AppendLine(Margin("") + rule);
        text.Append(Margin("Precision"));
        foreach (var precision in PerClassPrecision)
            text.Append(precision.ToString("N4", CultureInfo.CurrentCulture).PadLeft(columnWidth + 1)).Append(" |");
        return text.AppendLine().ToString();
    }

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;

    private void Check(int index, string parameter)
    {
        if (index < 0 || index >= NumberOfClasses)
            throw new ArgumentOutOfRangeException(parameter, "Invalid index. Should be non-negative, less than the number of classes.");
    }
}
