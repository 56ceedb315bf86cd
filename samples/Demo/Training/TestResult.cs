using Microsoft.ML.Data;

namespace EfficientNet.Demo.Training;

/// <summary>How the model did on the held-out pictures.</summary>
/// <param name="Predictions">One a picture, in the pictures' order.</param>
/// <param name="Metrics">ML.NET's summary.</param>
/// <param name="ClassNames">The classes in the order of the scores and of the confusion matrix.</param>
internal sealed record TestResult(IReadOnlyList<Prediction> Predictions, MulticlassClassificationMetrics Metrics, IReadOnlyList<string> ClassNames);
