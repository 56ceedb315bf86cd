namespace EfficientNet.MLNet.Pipeline;

/// <summary>All that it takes to score rows without ML.NET's own transformers: what a fitted transform reads, how, and what it writes.</summary>
/// <param name="Verb">The method the user called, for errors.</param>
/// <param name="InputColumnName">The column of pictures.</param>
/// <param name="Kind">What that column holds.</param>
/// <param name="Settings">How a picture becomes the network's input. Of normalized pixels only the names in it count.</param>
/// <param name="Columns">What the user gets, in order.</param>
/// <param name="GraphPath">
/// The ONNX file. It takes one row: the input that <see cref="TemporaryColumns.Prepared"/> names, float [1, n], and, but for normalized
/// pixels, the one that <see cref="TemporaryColumns.Valid"/> names, int64 [1], with 0 for a row without a picture. It is there as long as
/// the transformer lives.
/// </param>
internal sealed record ScoringSource(
    string Verb, string InputColumnName, InputKind Kind, PictureSettings Settings, IReadOnlyList<ScoredColumn> Columns, string GraphPath);
