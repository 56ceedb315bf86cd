using System.Text;

namespace EfficientNet.MLNet.Reporting;

/// <summary>What of a report is the same in all: the style sheet, the script that draws, and Chart.js with its licence.</summary>
internal static class ReportAssets
{
    public static string Style { get; } = Read("report.css") ?? throw Missing("report.css");

    public static string Script { get; } = Read("report.js") ?? throw Missing("report.js");

    /// <summary>Chart.js, or null if this library was built without it (Charts/Charts.targets).</summary>
    public static string? Charts { get; } = Read("charts.js");

    private static string? Read(string name)
    {
        using Stream? stream = typeof(ReportAssets).Assembly.GetManifestResourceStream("EfficientNet.MLNet.Reporting." + name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream, Encoding.UTF8);
        // A browser reads line ends as this before it hashes a script, whatever line ends a checkout has.
        return reader.ReadToEnd().Replace("\r\n", "\n");
    }

    private static InvalidOperationException Missing(string name)
        => new($"The assembly EfficientNet.MLNet lacks its resource '{name}'; expected the assembly as it was built. Restore the package.");
}
