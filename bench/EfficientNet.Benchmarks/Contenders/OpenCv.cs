using System.Diagnostics;
using System.Globalization;
using EfficientNet.Benchmarks.Material;
using EfficientNet.Benchmarks.Measuring;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>OpenCV's DNN module by way of Python, where that is installed.</summary>
internal static class OpenCv
{
    public const string Name = "opencv";

    private const int Threads = 2;

    /// <summary>Pythons that may have it; the second is where Debian's packages go, the first may be another one.</summary>
    private static readonly string[] _pythons = ["python3", "/usr/bin/python3", "python"];

    private static readonly Lazy<string?> _python = new(() => _pythons.FirstOrDefault(HasOpenCv));

    /// <summary>OpenCV on a network; null where it is not installed.</summary>
    public static Racer? TryRacer(Workspace workspace, BenchedNetwork network, int count)
    {
        if (_python.Value is not { } python)
        {
            return null;
        }

        string script = Path.Combine(AppContext.BaseDirectory, "Contenders", "opencv_dnn.py");
        string graph = workspace.In($"{network.Key}.opencv.onnx");
        OpenCvGraph.Write(workspace.Graph(network), graph);
        string[] arguments = [script, graph, .. new[] { Threads, network.Preprocessing.Height, network.Preprocessing.Width }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        return new Racer(Name, () => ContenderProcess.Start(python, arguments), count) { IsOptional = true };
    }

    private static bool HasOpenCv(string python)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, ["-c", "import cv2"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
