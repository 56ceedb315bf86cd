namespace EfficientNet.MLNet;

/// <summary>A class of a trained classifier.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TrainingPictures">How many of its pictures were trained on; 0 for one that only the label column's key knows.</param>
/// <param name="ValidationPictures">How many of its pictures a validation set of its own had.</param>
public sealed record ClassSummary(string Name, int TrainingPictures, int ValidationPictures);
