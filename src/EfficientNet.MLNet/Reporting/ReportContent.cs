namespace EfficientNet.MLNet.Reporting;

/// <summary>
/// All that a report shows. <c>ReportWriter.Write(content, path)</c> makes one file of it, the same bytes for the same content. Pictures belong to
/// classes by the index of a class in <see cref="Classes"/>.
/// </summary>
internal sealed record ReportContent
{
    /// <summary>The report's heading.</summary>
    public string Title { get; init; } = "Picture classifier";

    /// <summary>When the classifier was trained; shown as it is given, with its offset from UTC.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The figures at the top.</summary>
    public required ReportSummary Summary { get; init; }

    /// <summary>All classes, in the order of the model's probabilities; at least one.</summary>
    public required IReadOnlyList<ReportClass> Classes { get; init; }

    /// <summary>
    /// How many pictures of each class (first index) were predicted as each class (second index), classes x classes; null where nothing
    /// was validated.
    /// </summary>
    public int[,]? Confusion { get; init; }

    /// <summary>The loss and accuracy by iteration, in ascending order.</summary>
    public IReadOnlyList<ReportCurvePoint> Curve { get; init; } = [];

    /// <summary>The strengths of L2 that were tried, in ascending order.</summary>
    public IReadOnlyList<ReportPenalty> Penalties { get; init; } = [];

    /// <summary>How often predictions of one confidence were right, before the temperature was set; bins without pictures may be left out.</summary>
    public IReadOnlyList<ReportReliabilityBin> ReliabilityBefore { get; init; } = [];

    /// <summary>The same after the temperature was set.</summary>
    public IReadOnlyList<ReportReliabilityBin> ReliabilityAfter { get; init; } = [];

    /// <summary>The wrong predictions of the highest probability, the most confident first; <see cref="ReportLimits.Mistakes"/> are enough.</summary>
    public IReadOnlyList<ReportMistake> Mistakes { get; init; } = [];

    /// <summary>Groups of pictures that look alike, the nearest first; pictures only for the first <see cref="ReportLimits.DuplicateGroups"/> are enough.</summary>
    public IReadOnlyList<ReportDuplicates> Duplicates { get; init; } = [];

    /// <summary>Pictures that were left out.</summary>
    public IReadOnlyList<ReportSkipped> Skipped { get; init; } = [];

    /// <summary>What a reader should know before trusting the figures, each a sentence.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where the network comes from.</summary>
    public required ReportNetwork Network { get; init; }

    /// <summary>What the training was asked to do: names and values as text.</summary>
    public IReadOnlyList<ReportEntry> Options { get; init; } = [];
}
