namespace EfficientNet.MLNet.Classification;

/// <summary>The pictures of some data, with what was computed of them.</summary>
/// <param name="Rows">How many rows the data have.</param>
/// <param name="Entries">The sound and labelled pictures, in the rows' order.</param>
/// <param name="Skipped">The others.</param>
/// <param name="Found">For how many pictures all was in the cache.</param>
internal sealed record PictureSet(long Rows, IReadOnlyList<PictureEntry> Entries, IReadOnlyList<SkippedPicture> Skipped, int Found);
