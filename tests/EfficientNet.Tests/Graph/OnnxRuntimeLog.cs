using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Tests.Graph;

/// <summary>Takes ONNX Runtime's log, which would go to the console, for the whole process; tests look for their own session's id in it.</summary>
internal static class OnnxRuntimeLog
{
    private static readonly ConcurrentQueue<(string LogId, string Message)> _messages = new();

    /// <summary>What was logged, warnings and worse, by sessions with this log id.</summary>
    public static IEnumerable<string> Messages(string logId) => _messages.Where(entry => entry.LogId == logId).Select(entry => entry.Message);

    // The environment exists once per process, and only who makes it can say where its log goes.
    [ModuleInitializer]
    internal static void Attach()
    {
        var options = new EnvironmentCreationOptions
        {
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
            loggingFunction = (_, _, _, logId, _, message) => _messages.Enqueue((logId, message)),
        };
        OrtEnv.CreateInstanceWithOptions(ref options);
    }
}
