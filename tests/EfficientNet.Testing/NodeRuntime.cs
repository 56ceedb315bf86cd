using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using Xunit;

namespace EfficientNet.Testing;

/// <summary>
/// ONNX Runtime for Node.js, a client of our files that shares nothing with this library: it comes from npm, in the versions that <c>Node/package-lock.json</c>
/// fixes, with libraries of its own, into artifacts/. Tests that need it are skipped, with the reason, where Node.js or the package cannot be had.
/// </summary>
public sealed class NodeRuntime
{
    private const string Package = "onnxruntime-node";

    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);
    private static readonly string _scripts = Path.Combine(AppContext.BaseDirectory, "Node");
    private static readonly Lazy<(string? Folder, string Reason)> _installed = new(Install);

    private readonly string _folder;

    private NodeRuntime(string folder) => _folder = folder;

    /// <summary>The runtime, installed at the first call; skips the running test where it cannot be had.</summary>
    public static NodeRuntime RequireOrSkip()
    {
        var (folder, reason) = _installed.Value;
        Skip.If(folder is null, reason);
        return new NodeRuntime(folder!);
    }

    /// <summary>Runs a script of the folder Node with arguments; answers what it wrote, or fails with what it complained of.</summary>
    public string Run(string script, params string[] arguments)
    {
        var (exitCode, output, errors) = Start("node", _folder, [Path.Combine(_scripts, script), .. arguments]);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{script} ended with {exitCode}: {errors}{output}");
    }

    private static (string? Folder, string Reason) Install()
    {
        // By the content of the lock file: other versions are another folder.
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_scripts, "package-lock.json"))));
        var folder = Path.Combine(SharedFiles.RepositoryRoot(), "artifacts", "npm", $"{Package}-{hash[..12]}");
        var done = Path.Combine(folder, "installed");
        if (!File.Exists(done))
        {
            Directory.CreateDirectory(folder);
            foreach (var file in new[] { "package.json", "package-lock.json" })
            {
                File.Copy(Path.Combine(_scripts, file), Path.Combine(folder, file), overwrite: true);
            }

            try
            {
                // Without its scripts: they fetch libraries for graphics cards from elsewhere; those for processors are in the package.
                var (exitCode, _, errors) = Start(
                    OperatingSystem.IsWindows() ? "npm.cmd" : "npm", folder, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"]);
                if (exitCode != 0)
                {
                    return (null, $"Needs {Package}, which npm could not install: {errors}");
                }
            }
            catch (Exception exception) when (exception is Win32Exception or TimeoutException)
            {
                return (null, $"Needs Node.js with npm: {exception.Message}");
            }

            File.WriteAllText(done, "");
        }

        try
        {
            var (exitCode, _, errors) = Start("node", folder, ["-e", $"require('{Package}')"]);
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
        start.Environment["NODE_PATH"] = Path.Combine(folder, "node_modules"); // for scripts that do not lie there
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
