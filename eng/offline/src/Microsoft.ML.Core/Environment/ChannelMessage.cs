namespace Microsoft.ML.Runtime;

public readonly struct ChannelMessage
{
    private readonly string _message;

    public readonly ChannelMessageKind Kind;
    public readonly MessageSensitivity Sensitivity;

    internal ChannelMessage(ChannelMessageKind kind, MessageSensitivity sensitivity, string message)
    {
        Kind = kind;
        Sensitivity = sensitivity;
        _message = message;
    }

    public string Message => _message;
}
