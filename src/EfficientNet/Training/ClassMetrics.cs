namespace EfficientNet.Training;

/// <summary>How well one class is found.</summary>
/// <param name="Support">How many rows are of the class.</param>
/// <param name="Precision">The part of the rows taken for the class that are of it; 0 if none is taken for it.</param>
/// <param name="Recall">The part of the rows of the class that are taken for it; 0 if there are none.</param>
/// <param name="F1">The harmonic mean of precision and recall; 0 if both are.</param>
public sealed record ClassMetrics(int Support, double Precision, double Recall, double F1);
