using System.Diagnostics;
using System.Text.Json;

namespace EfficientNet.Demo.Training;

/// <summary>Starts this program once more, to predict with the saved model and nothing else.</summary>
internal static class SecondProcess
{
    /// <exception cref="DemoException">The process failed; the message has its words.</exception>
    public static IReadOnlyList<Prediction> Predict(string modelFile, IReadOnlyList<string> pictures, Action<int> predicted)
    {
        using Process process = Process.Start(StartInfo([LoadedModel.Command, modelFile, .. pictures]))!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var predictions = new List<Prediction>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            predictions.Add(JsonSerializer.Deserialize<Prediction>(line)!);
            predicted(predictions.Count);
        }

        process.WaitForExit();
        return process.ExitCode == 0 && predictions.Count == pictures.Count
            ? predictions
            : throw new DemoException($"The second process ended with exit code {process.ExitCode} after {predictions.Count} of {pictures.Count} predictions. {errors.Result.Trim()}");
    }

    private static ProcessStartInfo StartInfo(string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool hosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new ProcessStartInfo(program, hosted ? [Environment.GetCommandLineArgs()[0], .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
