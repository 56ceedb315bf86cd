namespace EfficientNet.Demo;

/// <summary>Something the user can put right; its message is all they need to see.</summary>
internal sealed class DemoException(string message) : Exception(message);
