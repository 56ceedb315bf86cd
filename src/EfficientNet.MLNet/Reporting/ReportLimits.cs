namespace EfficientNet.MLNet.Reporting;

/// <summary>How much of everything a report shows, so that it stays a file that a browser likes to open.</summary>
internal static class ReportLimits
{
    /// <summary>The longer side of a thumbnail, in pixels.</summary>
    public const int ThumbnailSide = 128;

    /// <summary>The longer side of a mistake's picture and of its heat map, in pixels.</summary>
    public const int MistakeSide = 224;

    /// <summary>How many mistakes are shown.</summary>
    public const int Mistakes = 24;

    /// <summary>How many groups of near duplicates are shown with their pictures; further ones are listed.</summary>
    public const int DuplicateGroups = 20;

    /// <summary>How many pictures of such a group are shown.</summary>
    public const int DuplicatesPerGroup = 6;

    private const int Thumbnails = 160;

    /// <summary>How many pictures of each class are shown: at most 6, fewer where there are many classes, none where there are more than 160.</summary>
    public static int ThumbnailsPerClass(int classes) => Math.Min(6, Thumbnails / Math.Max(classes, 1));
}
