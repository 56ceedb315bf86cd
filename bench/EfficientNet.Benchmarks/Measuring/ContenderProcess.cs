using System.Diagnostics;
using System.Globalization;

namespace EfficientNet.Benchmarks.Measuring;

/// <summary>
/// A contender in its own process, as it would be in a program of its own: sessions of several threads in one process disturb each other, and
/// caches, heaps and compiled code of one contender would serve another. While it is not asked it waits for a line and takes no time.
/// </summary>
internal sealed class ContenderProcess : IDisposable
{
    public const string Ready = "ready";

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ContenderProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts this program again as one of its contenders.</summary>
    public static ContenderProcess Start(string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return Start(program, isHost ? [typeof(ContenderProcess).Assembly.Location, .. arguments] : arguments);
    }

    /// <summary>Starts a program that speaks as <see cref="ContenderHost"/> does.</summary>
    public static ContenderProcess Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ContenderProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it has been made and has warmed up.</summary>
    public void WaitUntilReady()
    {
        string answer = Answer();
        if (answer != Ready)
        {
            throw new BenchException($"'{_process.StartInfo.FileName}' said '{answer}', expected '{Ready}'.");
        }
    }

    /// <summary>Lets it do a number of pictures; answers the seconds they took.</summary>
    public double Run(int count)
    {
        _process.StandardInput.WriteLine(count.ToString(CultureInfo.InvariantCulture));
        _process.StandardInput.Flush();
        return ReadNumber();
    }

    /// <summary>The next number that it says.</summary>
    public double ReadNumber() => double.Parse(Answer(), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private string Answer() => _process.StandardOutput.ReadLine()
        ?? throw new BenchException($"'{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}' ended without an answer:{Environment.NewLine}{_errors.Result.Trim()}");
}
