using System.Diagnostics;

namespace EfficientNet.Samples.Tests;

/// <summary>A program that ran to its end, and what it wrote.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);

    public string[] Lines => Output.Split(["\r\n", "\n"], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs <c>dotnet</c> with arguments, in a folder, as a person would.</summary>
    public static ProgramRun Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A build started by a test must take nothing over from the build that started the tests, and leave no server behind that
        // would keep this process's pipes open.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_longest))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} did not end within {_longest.TotalMinutes} minutes.");
        }

        return new ProgramRun(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>Fails the test, with the program's words, if it did not end well.</summary>
    public ProgramRun MustSucceed()
    {
        Assert.True(ExitCode == 0, $"Exit code {ExitCode}.\n{Output}\n{Errors}");
        return this;
    }
}
