using System.Diagnostics;
using System.Globalization;

namespace EfficientNet.MLNet.Trainer;

/// <summary>A process of this program.</summary>
internal sealed class TrainerProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    private TrainerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    private static string Program => Path.Combine(AppContext.BaseDirectory, "EfficientNet.MLNet.Trainer.dll");

    /// <summary>The arguments of a training.</summary>
    public static string[] TrainArguments(string folder, string cache, string model, string? tiny, int? views) =>
    [
        "train", folder, cache, model,
        .. tiny is null ? (string[])[] : ["--tiny", tiny],
        .. views is { } count ? (string[])["--views", count.ToString(CultureInfo.InvariantCulture)] : [],
    ];

    /// <summary>Starts one.</summary>
    /// <param name="temporary">The folder for its temporary files: one that is killed cannot delete them.</param>
    /// <param name="arguments">The program's.</param>
    public static TrainerProcess Start(string temporary, string[] arguments)
        => new(Temporary(new ProcessStartInfo("dotnet", ["exec", Program, .. arguments]), temporary));

    /// <summary>Starts a shell's script in a namespace of its own, in which it may mount; <paramref name="script"/> gets the command for the program.</summary>
    public static TrainerProcess StartWithMounts(string temporary, Func<Func<string[], string>, string> script)
        => new(Temporary(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", script(Shell)]), temporary));

    /// <summary>Waits for the end.</summary>
    public async Task<TrainerRun> FinishAsync()
    {
        await _process.WaitForExitAsync();
        TimeSpan time = _watch.Elapsed;
        return new TrainerRun(_process.ExitCode, await _output, await _errors, time);
    }

    /// <summary>Kills it after a time, unless it has ended by itself.</summary>
    /// <returns>Whether it was killed.</returns>
    public async Task<bool> KillAfterAsync(TimeSpan delay)
    {
        TimeSpan left = delay - _watch.Elapsed;
        Task ended = _process.WaitForExitAsync();
        await Task.WhenAny(ended, Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero));
        if (ended.IsCompleted)
        {
            (await FinishAsync()).MustSucceed();
            return false;
        }

        _process.Kill();
        await ended;

        // It may have ended in between.
        return _process.ExitCode != 0;
    }

    public void Dispose() => _process.Dispose();

    private static ProcessStartInfo Temporary(ProcessStartInfo start, string folder)
    {
        // For processes that live a second, measuring what runs often takes more than it gives.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = folder;
        return start;
    }

    private static string Shell(string[] arguments) => string.Join(' ', new[] { "dotnet", "exec", Program }.Concat(arguments).Select(argument => $"'{argument}'"));
}
