namespace EfficientNet.Architecture;

/// <summary>Networks of one design.</summary>
/// <param name="Design">What they have in common.</param>
/// <param name="Rows">What each has of its own.</param>
internal sealed record VariantFamily(EfficientNetVariant Design, params IReadOnlyList<VariantRow> Rows)
{
    /// <summary>What timm puts before the names of networks in TensorFlow's padding.</summary>
    public const string TensorFlowPrefix = "tf_";

    /// <summary>Its networks with one kind of padding, each with the BatchNorm epsilon that goes with that.</summary>
    public IEnumerable<EfficientNetVariant> Variants(PaddingMode padding)
    {
        var isTensorFlow = padding == PaddingMode.TensorFlowSame;
        foreach (var row in Rows)
        {
            if ((isTensorFlow ? row.TensorFlow : row.Symmetric) is { } resolution)
            {
                yield return Design with
                {
                    Name = (isTensorFlow ? TensorFlowPrefix : "") + row.Name,
                    ShortName = row.ShortName,
                    WidthMultiplier = row.Width,
                    DepthMultiplier = row.Depth,
                    Resolution = resolution,
                    DropoutRate = row.Dropout,
                    Padding = padding,
                    BatchNormEpsilon = isTensorFlow ? 1e-3 : 1e-5,
                };
            }
        }
    }
}
