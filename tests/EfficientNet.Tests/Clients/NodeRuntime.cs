using System.ComponentModel;
using System.Diagnostics;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Clients;

/// <summary>
/// ONNX Runtime for Node.js, a client of our files that shares nothing with this library: it comes from npm, with libraries of its
/// own, into artifacts/. Tests that need it are skipped, with the reason, where Node.js or the package cannot be had.
/// </summary>
internal sealed class NodeRuntime
{
    private const string Package = "onnxruntime-node@1.30.0";

    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);
    private static readonly Lazy<(string? Folder, string Reason)> _installed = new(Install);

    private readonly string _folder;

    private NodeRuntime(string folder) => _folder = folder;

    public static NodeRuntime RequireOrSkip()
    {
        var (folder, reason) = _installed.Value;
        Skip.If(folder is null, reason);
        return new NodeRuntime(folder!);
    }

    /// <summary>Runs a script among the test data with arguments; answers what it wrote, or fails with what it complained of.</summary>
    public string Run(string script, params string[] arguments)
    {
        // Beside the installed package: that is where a module looks for others.
        var path = Path.Combine(_folder, script);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "TestData", script), path, overwrite: true);
        var (exitCode, output, errors) = Start("node", _folder, [path, .. arguments]);
        Assert.True(exitCode == 0, errors + output);
        return output;
    }

    private static (string? Folder, string Reason) Install()
    {
        var folder = Path.Combine(SharedFiles.RepositoryRoot(), "artifacts", "npm");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "onnxruntime-node", "bin")))
        {
            Directory.CreateDirectory(folder);
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            try
            {
                // Without its scripts: they fetch libraries for graphics cards from elsewhere; those for processors are in the package.
                var (exitCode, _, errors) = Start(
                    npm, folder, ["install", "--prefix", folder, "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--fetch-retries=0", Package]);
                if (exitCode != 0)
                {
                    return (null, $"Needs {Package}, which npm could not install: {errors}");
                }
            }
            catch (Exception exception) when (exception is Win32Exception or TimeoutException)
            {
                return (null, $"Needs Node.js with npm: {exception.Message}");
            }
        }

        try
        {
            var (exitCode, _, errors) = Start("node", folder, ["-e", "require('onnxruntime-node')"]);
            return exitCode == 0 ? (folder, "") : (null, $"Needs {Package}, which has no library for this machine: {errors}");
        }
        catch (Win32Exception exception)
        {
            return (null, $"Needs Node.js: {exception.Message}");
        }
    }

    private static (int ExitCode, string Output, string Errors) Start(string program, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_longest))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {_longest.TotalMinutes} minutes.");
        }

        return (process.ExitCode, output.Result, errors.Result);
    }
}
