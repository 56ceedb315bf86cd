namespace EfficientNet.Architecture;

/// <summary>What one published network has of its own beside its family's design.</summary>
/// <param name="Name">timm's name, without <c>tf_</c>.</param>
/// <param name="ShortName">The papers' name.</param>
/// <param name="Width">Width multiplier.</param>
/// <param name="Depth">Depth multiplier.</param>
/// <param name="TensorFlow">
/// The resolution of the published weights, in TensorFlow's padding; where there are none, the authors'. Null if there is no such variant.
/// </param>
/// <param name="Symmetric">The same in symmetric padding; where there are no weights, timm's or else the authors'.</param>
/// <param name="Dropout">Dropout rate.</param>
internal sealed record VariantRow(string Name, string ShortName, double Width, double Depth, int? TensorFlow, int? Symmetric, double Dropout);
