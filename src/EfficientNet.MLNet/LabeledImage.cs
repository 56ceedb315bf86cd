namespace EfficientNet.MLNet;

/// <summary>A picture file and its class, as a row for <c>LoadFromEnumerable</c>: the text columns <c>ImagePath</c> and <c>Label</c>.</summary>
public sealed class LabeledImage
{
    /// <summary>The path of the picture file.</summary>
    public string ImagePath { get; set; } = "";

    /// <summary>The class's name.</summary>
    public string Label { get; set; } = "";
}
