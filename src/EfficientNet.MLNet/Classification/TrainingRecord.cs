using Microsoft.ML;

namespace EfficientNet.MLNet.Classification;

/// <summary>What a model remembers of its training beside the summary: what a report shows, but none of the features.</summary>
/// <param name="Date">When it was.</param>
/// <param name="Data">The data, to look at some of their pictures again.</param>
/// <param name="ValidationSet">The validation set, likewise; null if there was none.</param>
/// <param name="Measured">The pictures that were measured.</param>
/// <param name="FirstOfClass">The rows of the first few pictures of each class.</param>
internal sealed record TrainingRecord(
    DateTimeOffset Date, IDataView Data, IDataView? ValidationSet, IReadOnlyList<MeasuredPicture> Measured, IReadOnlyList<IReadOnlyList<long>> FirstOfClass);
