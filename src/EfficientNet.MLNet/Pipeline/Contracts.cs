using Microsoft.ML.Transforms;

namespace EfficientNet.MLNet.Pipeline;

// A saved model holds a mapping as its contract's name and this assembly's name; ML.NET finds the class by the attribute when it loads.
// The names are part of every saved model and never change; those of earlier versions stand with EarlierMappings.
internal static class Contracts
{
    public const string Trigger = "EfficientNet.Trigger";
    public const string PreparePath = "EfficientNet.PreparePath";
    public const string PrepareBytes = "EfficientNet.PrepareBytes";
    public const string PrepareImage = "EfficientNet.PrepareImage";
    public const string PrepareColors = "EfficientNet.PrepareColors";
    public const string Top = "EfficientNet.Top";
}

[CustomMappingFactoryAttribute(Contracts.Trigger)]
internal sealed class TriggerContract : CustomMappingFactory<EmptyRow, TriggerRow>
{
    public override Action<EmptyRow, TriggerRow> GetMapping() => PictureMappings.Trigger;
}

[CustomMappingFactoryAttribute(Contracts.PreparePath)]
internal sealed class PreparePathContract : CustomMappingFactory<PathRow, PreparedRow>
{
    public override Action<PathRow, PreparedRow> GetMapping() => PictureMappings.PreparePath;
}

[CustomMappingFactoryAttribute(Contracts.PrepareBytes)]
internal sealed class PrepareBytesContract : CustomMappingFactory<BytesRow, PreparedRow>
{
    public override Action<BytesRow, PreparedRow> GetMapping() => PictureMappings.PrepareBytes;
}

[CustomMappingFactoryAttribute(Contracts.PrepareImage)]
internal sealed class PrepareImageContract : CustomMappingFactory<ImageRow, PreparedRow>
{
    public override Action<ImageRow, PreparedRow> GetMapping() => PictureMappings.PrepareImage;
}

[CustomMappingFactoryAttribute(Contracts.PrepareColors)]
internal sealed class PrepareColorsContract : CustomMappingFactory<ColorsRow, PreparedRow>
{
    public override Action<ColorsRow, PreparedRow> GetMapping() => PictureMappings.PrepareColors;
}

[CustomMappingFactoryAttribute(Contracts.Top)]
internal sealed class TopContract : CustomMappingFactory<TopRow, PredictionRow>
{
    public override Action<TopRow, PredictionRow> GetMapping() => PictureMappings.Top;
}
