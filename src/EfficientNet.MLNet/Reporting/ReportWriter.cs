using System.Text;
using EfficientNet.Graph;

namespace EfficientNet.MLNet.Reporting;

/// <summary>Writes a report as one HTML file that needs nothing else: no network, no other file.</summary>
internal static class ReportWriter
{
    /// <summary>Writes a report. The same content makes the same bytes.</summary>
    /// <param name="content">What it shows.</param>
    /// <param name="path">The file; one that is there is replaced, all at once.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The file cannot be written; the message names it. What was there is left as it was.</exception>
    public static void Write(ReportContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string file = Path.GetFullPath(path);
        byte[] text = Encoding.UTF8.GetBytes(ReportPage.Of(content, ReportAssets.Charts));
        try
        {
            WholeFile.WriteNamed(file, ".tmp", unfinished => File.WriteAllBytes(unfinished, text));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new IOException(
                $"The report cannot be written to '{file}': expected the path of a file in a folder that is there and can be written, but found: {exception.Message} Give another path.",
                exception);
        }
    }
}
