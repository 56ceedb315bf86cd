using Microsoft.ML.Transforms;

namespace EfficientNet.MLNet.Pipeline;

// A saved model holds a mapping as its contract's name and this assembly's name; ML.NET finds the class by the attribute when it loads.
// The names are part of every saved model and never change.
internal static class Contracts
{
    public const string Trigger = "EfficientNet.Trigger";
    public const string ReadPath = "EfficientNet.ReadPath";
    public const string ReadBytes = "EfficientNet.ReadBytes";
    public const string ReadImage = "EfficientNet.ReadImage";
    public const string ReadColors = "EfficientNet.ReadColors";
    public const string Top = "EfficientNet.Top";
}

[CustomMappingFactoryAttribute(Contracts.Trigger)]
internal sealed class TriggerContract : CustomMappingFactory<EmptyRow, TriggerRow>
{
    public override Action<EmptyRow, TriggerRow> GetMapping() => PictureMappings.Trigger;
}

[CustomMappingFactoryAttribute(Contracts.ReadPath)]
internal sealed class ReadPathContract : CustomMappingFactory<PathRow, PictureRow>
{
    public override Action<PathRow, PictureRow> GetMapping() => PictureMappings.ReadPath;
}

[CustomMappingFactoryAttribute(Contracts.ReadBytes)]
internal sealed class ReadBytesContract : CustomMappingFactory<BytesRow, PictureRow>
{
    public override Action<BytesRow, PictureRow> GetMapping() => PictureMappings.ReadBytes;
}

[CustomMappingFactoryAttribute(Contracts.ReadImage)]
internal sealed class ReadImageContract : CustomMappingFactory<ImageRow, PictureRow>
{
    public override Action<ImageRow, PictureRow> GetMapping() => PictureMappings.ReadImage;
}

[CustomMappingFactoryAttribute(Contracts.ReadColors)]
internal sealed class ReadColorsContract : CustomMappingFactory<ColorsRow, PictureRow>
{
    public override Action<ColorsRow, PictureRow> GetMapping() => PictureMappings.ReadColors;
}

[CustomMappingFactoryAttribute(Contracts.Top)]
internal sealed class TopContract : CustomMappingFactory<TopRow, PredictionRow>
{
    public override Action<TopRow, PredictionRow> GetMapping() => PictureMappings.Top;
}
