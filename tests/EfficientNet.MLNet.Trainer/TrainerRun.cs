using System.Globalization;

namespace EfficientNet.MLNet.Trainer;

/// <summary>A process of this program that has ended.</summary>
internal sealed record TrainerRun(int ExitCode, string Output, string Errors, TimeSpan Time)
{
    /// <summary>The lines it printed.</summary>
    public string[] Lines => Output.Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The values of the predicted label's keys and the bits of all scores.</summary>
    public string[] Scores => [.. Lines.Where(line => line.StartsWith("classes\t", StringComparison.Ordinal) || line.StartsWith("picture\t", StringComparison.Ordinal))];

    /// <summary>For how many pictures all features were in the cache.</summary>
    public int CacheHits => int.Parse(Lines.Single(line => line.StartsWith("cache\t", StringComparison.Ordinal)).Split('\t')[1], CultureInfo.InvariantCulture);

    /// <summary>The warnings it gave.</summary>
    public string[] Warnings => [.. Lines.Where(line => line.StartsWith("warning\t", StringComparison.Ordinal)).Select(line => line.Split('\t')[1])];

    /// <summary>The run, if it ended well.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public TrainerRun MustSucceed() => ExitCode == 0 ? this : throw new InvalidOperationException($"A training ended with exit code {ExitCode}: {Errors}{Output}");
}
