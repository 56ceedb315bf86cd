// The one build command, the same for people and for CI, on Linux, Windows and macOS:
//   dotnet run build.cs -- demo | test | bench | pack | clean
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

string root = RepositoryRoot();
string artifacts = Path.Combine(root, "artifacts");
Environment.CurrentDirectory = root;
string command = args.Length > 0 ? args[0] : "help";
string[] rest = args.Skip(1).ToArray();

try
{
    return command switch
    {
        "demo" => Demo(rest),
        "test" => Test(rest),
        "bench" => Bench(rest),
        "pack" => Pack(),
        "clean" => Clean(),
        "help" or "--help" or "-h" => Help(),
        _ => Fail($"'{command}' is not a command of build.cs. {Usage}"),
    };
}
catch (BuildException exception)
{
    return Fail(exception.Message);
}

int Demo(string[] arguments)
{
    PrepareFeed();
    Run("dotnet", ["build", "samples/Demo", "-c", "Release", "-v", "quiet", "--nologo"]);
    return RunToEnd("dotnet", ["run", "--no-build", "-c", "Release", "--project", "samples/Demo", "--", .. arguments]);
}

int Test(string[] arguments)
{
    PrepareFeed();
    string results = Path.Combine(artifacts, "test-results");
    DeleteFolder(results);
    Run("dotnet", ["build", "EfficientNet.MLNet.sln", "-c", "Release", "-v", "quiet", "--nologo"]);

    int passed = 0, failed = 0, skipped = 0;
    foreach (string project in TestProjects())
    {
        string name = Path.GetFileNameWithoutExtension(project);
        var watch = Stopwatch.StartNew();
        int exitCode = RunToEnd("dotnet",
            ["test", project, "-c", "Release", "--no-build", "--nologo", "-v", "quiet",
             "--logger", $"trx;LogFileName={name}.trx", "--results-directory", results, .. arguments]);
        (int projectPassed, int projectFailed, int projectSkipped) = ReadResults(Path.Combine(results, name + ".trx"));
        if (exitCode != 0 && projectFailed == 0)
        {
            // A crash of the test host leaves no failed test behind; it must not look green.
            projectFailed = 1;
        }

        Console.WriteLine($"{name}: {projectPassed} passed, {projectFailed} failed, {projectSkipped} skipped in {watch.Elapsed.TotalSeconds:0} s");
        passed += projectPassed;
        failed += projectFailed;
        skipped += projectSkipped;
    }

    Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
    return failed > 0 || passed == 0 ? 1 : 0;
}

int Bench(string[] arguments)
{
    PrepareFeed();
    return RunToEnd("dotnet", ["run", "-c", "Release", "--project", "bench/EfficientNet.Benchmarks", "--", .. arguments]);
}

int Pack()
{
    PrepareFeed();
    string packages = Path.Combine(artifacts, "packages");
    DeleteFolder(packages);
    foreach (string project in Directory.GetFiles(Path.Combine(root, "src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
    {
        Run("dotnet", ["pack", project, "-c", "Release", "-o", packages, "-v", "quiet", "--nologo"]);
    }

    foreach (string package in Directory.GetFiles(packages).Order(StringComparer.Ordinal))
    {
        Console.WriteLine(Path.GetRelativePath(root, package));
    }

    return 0;
}

int Clean()
{
    string[] places = ["src", "tests", "samples", "bench", "eng"];
    foreach (string folder in places.Where(Directory.Exists).SelectMany(place => Directory.GetDirectories(place, "*", SearchOption.AllDirectories)))
    {
        if (Path.GetFileName(folder) is "bin" or "obj")
        {
            DeleteFolder(folder);
        }
    }

    DeleteFolder(artifacts);
    foreach (string package in Directory.GetFiles(Path.Combine(root, "eng", "offline", "feed"), "*.nupkg"))
    {
        File.Delete(package);
    }

    Console.WriteLine("Removed bin, obj, artifacts and the offline feed's packages.");
    return 0;
}

int Help()
{
    Console.WriteLine($"""
        {Usage}

          demo [--data FOLDER]   train a picture classifier, save it, load it in a second process and predict;
                                 on drawn pictures, or on FOLDER, which holds one folder of pictures a class
          test [ARGUMENTS]       build everything and run all tests; ARGUMENTS go to 'dotnet test'
          bench [ARGUMENTS]      run the benchmarks; ARGUMENTS go to BenchmarkDotNet
          pack                   write the NuGet packages to artifacts/packages
          clean                  remove all that was built
        """);
    return 0;
}

// Microsoft's packages come from the machine's own feeds where those have them; else eng/offline fills a local folder.
void PrepareFeed()
{
    bool machineLearning = FeedHas(("Microsoft.ML", "5.0.0"), ("Microsoft.ML.ImageAnalytics", "5.0.0"), ("Microsoft.ML.OnnxTransformer", "5.0.0"));
    bool onnxRuntime = FeedHas(("Microsoft.ML.OnnxRuntime", "1.29.0"));
    string[] missing = [.. machineLearning ? (string[])[] : ["--ml"], .. onnxRuntime ? (string[])[] : ["--onnx-runtime"]];
    Console.WriteLine(missing.Length == 0
        ? "Packages: Microsoft's own, from this machine's feeds."
        : $"Packages: this machine's feeds lack {(machineLearning ? "" : "Microsoft.ML 5.0.0")}{(missing.Length == 2 ? " and " : "")}{(onnxRuntime ? "" : "Microsoft.ML.OnnxRuntime 1.29.0")}; using eng/offline.");
    if (missing.Length > 0)
    {
        Run("dotnet", ["run", "eng/offline/prepare.cs", "--", .. missing]);
    }
}

// Asks by a restore of exact versions, so that what NuGet would really use decides: feeds, folders, caches and credentials alike.
bool FeedHas(params (string Name, string Version)[] packages)
{
    string folder = Path.Combine(artifacts, "probe", packages[0].Name);
    Directory.CreateDirectory(folder);
    var references = packages.Select(package => new XElement("PackageReference",
        new XAttribute("Include", package.Name), new XAttribute("Version", $"[{package.Version}]")));
    new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
        new XElement("PropertyGroup",
            new XElement("TargetFramework", "net8.0"),
            new XElement("ManagePackageVersionsCentrally", "false"),
            new XElement("TreatWarningsAsErrors", "false"),
            new XElement("NuGetAudit", "false")),
        new XElement("ItemGroup", references)).Save(Path.Combine(folder, "probe.csproj"));
    (int exitCode, string output) = Capture("dotnet", ["restore", Path.Combine(folder, "probe.csproj"), "--nologo"]);
    if (exitCode == 0)
    {
        return true;
    }

    string[] notThere = ["NU1101", "NU1102", "NU1103"];
    return notThere.Any(output.Contains)
        ? false
        : throw new BuildException($"Could not ask the package feeds for {packages[0].Name} {packages[0].Version}:{Environment.NewLine}{output.Trim()}");
}

IEnumerable<string> TestProjects() => Directory.GetFiles("tests", "*.Tests.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

(int Passed, int Failed, int Skipped) ReadResults(string file)
{
    if (!File.Exists(file))
    {
        return (0, 1, 0);
    }

    XDocument document = XDocument.Load(file);
    XNamespace space = document.Root!.Name.Namespace;
    var outcomes = document.Descendants(space + "UnitTestResult")
        .Select(result => (Name: (string?)result.Attribute("testName"), Outcome: (string?)result.Attribute("outcome")))
        .ToList();
    foreach ((string? name, string? outcome) in outcomes.Where(result => result.Outcome != "Passed"))
    {
        Console.WriteLine($"  {(outcome == "NotExecuted" ? "skipped" : outcome?.ToLowerInvariant())}: {name}");
    }

    return (outcomes.Count(result => result.Outcome == "Passed"),
        outcomes.Count(result => result.Outcome is not ("Passed" or "NotExecuted")),
        outcomes.Count(result => result.Outcome == "NotExecuted"));
}

void Run(string program, string[] arguments)
{
    int exitCode = RunToEnd(program, arguments);
    if (exitCode != 0)
    {
        throw new BuildException($"'{program} {string.Join(' ', arguments)}' ended with exit code {exitCode}; see its output above.");
    }
}

int RunToEnd(string program, string[] arguments)
{
    using Process process = Process.Start(StartInfo(program, arguments))!;
    process.WaitForExit();
    return process.ExitCode;
}

(int ExitCode, string Output) Capture(string program, string[] arguments)
{
    ProcessStartInfo start = StartInfo(program, arguments);
    start.RedirectStandardOutput = true;
    start.RedirectStandardError = true;
    using Process process = Process.Start(start)!;
    Task<string> errors = process.StandardError.ReadToEndAsync();
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return (process.ExitCode, output + errors.Result);
}

ProcessStartInfo StartInfo(string program, string[] arguments)
{
    var start = new ProcessStartInfo(program) { UseShellExecute = false, WorkingDirectory = root };
    foreach (string argument in arguments)
    {
        start.ArgumentList.Add(argument);
    }

    // Whatever language the machine speaks, NuGet's and the tests' words are the ones that are looked for.
    start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
    start.Environment["DOTNET_NOLOGO"] = "1";
    return start;
}

void DeleteFolder(string folder)
{
    if (Directory.Exists(folder))
    {
        Directory.Delete(folder, recursive: true);
    }
}

int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}

static string RepositoryRoot([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

partial class Program
{
    private const string Usage = "Use: dotnet run build.cs -- demo | test | bench | pack | clean";
}

internal sealed class BuildException(string message) : Exception(message);
