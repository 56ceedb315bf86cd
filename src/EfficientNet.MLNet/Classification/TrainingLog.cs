using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EfficientNet.MLNet.Classification;

/// <summary>Tells a context's log, if there is one.</summary>
internal sealed class TrainingLog(MLContext? ml) : IDisposable
{
    private const string Source = nameof(EfficientNetClassificationTrainer);

    private readonly IChannel? _channel = ml is null ? null : ((IChannelProvider)ml).Start(Source);

    public void Info(string message) => _channel?.Info(MessageSensitivity.None, message);

    public void Warning(string message) => _channel?.Warning(MessageSensitivity.None, message);

    public void Dispose() => _channel?.Dispose();
}
