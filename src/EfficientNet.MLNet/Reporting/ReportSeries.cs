namespace EfficientNet.MLNet.Reporting;

/// <summary>One of a chart's series: its points as numbers by label or as pairs x and y, and its colour, a custom property of the style sheet; <c>Sizes</c> (0 to 1, one a point) draw points by their weight.</summary>
internal sealed record ReportSeries(string Name, string Colour, object Points, bool IsDashed = false, bool IsAlone = false, IReadOnlyList<double>? Sizes = null)
{
    /// <summary>Points of x and y; those that are no numbers are left out.</summary>
    public static ReportSeries OfPoints(string name, string colour, IEnumerable<(double X, double? Y)> points, bool isDashed = false, bool isAlone = false)
        => new(name, colour,
            points.Where(point => double.IsFinite(point.X) && point.Y is { } y && double.IsFinite(y)).Select(point => new ReportPoint(point.X, point.Y!.Value)).ToArray(),
            isDashed, isAlone);
}
