// The one build command, the same for people and for CI, on Linux, Windows and macOS:
//   dotnet run build.cs -- demo | test | bench | pack | clean
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml.Linq;

string root = RepositoryRoot();
string callersFolder = Environment.CurrentDirectory;
string artifacts = Path.Combine(root, "artifacts");
Environment.CurrentDirectory = root;
string command = args.Length > 0 ? args[0] : "help";
bool offline = args.Contains("--offline");
string[] rest = [.. args.Skip(1).Where(argument => argument != "--offline")];

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
    Run("dotnet", ["build", "samples/Demo", "-c", "Release", "-v", "quiet", "--nologo", "-clp:NoSummary"]);
    return RunToEnd("dotnet", ["run", "--no-build", "-c", "Release", "--project", "samples/Demo", "--", .. FromCallersFolder(arguments, "--data", "--output")]);
}

// Programs run at the root; a folder that the caller names behind one of these options is meant from where the caller is.
IEnumerable<string> FromCallersFolder(string[] arguments, params string[] options)
    => arguments.Select((argument, index) => index > 0 && options.Contains(arguments[index - 1]) ? Path.GetFullPath(argument, callersFolder) : argument);

int Test(string[] arguments)
{
    PrepareFeed();
    string results = Path.Combine(artifacts, "test-results");
    DeleteFolder(results);
    Run("dotnet", ["build", "EfficientNet.MLNet.sln", "-c", "Release", "-v", "quiet", "--nologo", "-clp:NoSummary"]);

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
    const string project = "bench/EfficientNet.Benchmarks";
    Run("dotnet", ["build", project, "-c", "Release", "-v", "quiet", "--nologo", "-clp:NoSummary"]);
    return RunToEnd("dotnet", ["run", "--no-build", "-c", "Release", "--project", project, "--", .. FromCallersFolder(arguments, "--photos")]);
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
          bench [ARGUMENTS]      measure against ML.NET's own chain, ONNX Runtime and OpenCV; '--help' for more
          pack                   write the NuGet packages to artifacts/packages
          clean                  remove all that was built

          --offline              with any of them: stand-ins for Microsoft's packages even where the machine's feeds have these
        """);
    return 0;
}

// Microsoft's packages come from the machine's own feeds where those have them; else eng/offline fills a local folder.
void PrepareFeed()
{
    var onnxRuntime = new PackageGroup("--onnx-runtime", "1.29.0", ["Microsoft.ML.OnnxRuntime"]);
    var machineLearning = new PackageGroup("--ml", "5.0.0", ["Microsoft.ML", "Microsoft.ML.ImageAnalytics", "Microsoft.ML.OnnxTransformer"]);
    string? onnxRuntimeVersion = Prepare(onnxRuntime, besides: []);
    string? machineLearningVersion = Prepare(machineLearning, besides: onnxRuntimeVersion is null ? PackagesOf(onnxRuntime) : []);
    Console.WriteLine($"Packages: {Origin(machineLearning, machineLearningVersion)}; {Origin(onnxRuntime, onnxRuntimeVersion)}.");

    // NuGet does not look again where nothing but the feeds' content has changed.
    string used = $"{machineLearningVersion ?? "offline"} {onnxRuntimeVersion ?? "offline"}";
    string record = Path.Combine(artifacts, "packages-used.txt");
    if (!File.Exists(record) || File.ReadAllText(record) != used)
    {
        Run("dotnet", ["restore", "EfficientNet.MLNet.sln", "--force", "-v", "quiet"]);
        File.WriteAllText(record, used);
    }

    string Origin(PackageGroup group, string? version) => version is null
        ? $"{group.Names[0]} {group.Version} is prepared by eng/offline{(offline ? "" : ", the machine's feeds lack it")}"
        : $"{group.Names[0]} {version} is Microsoft's own, from the machine's feeds";
}

// Answers the version that the machine's feeds have, or null after eng/offline has made up for it.
string? Prepare(PackageGroup group, string[] besides)
{
    string? version = offline ? null : VersionInFeeds(group, besides);
    if (version is null)
    {
        Run("dotnet", ["run", "eng/offline/prepare.cs", "--", group.Switch]);
        return null;
    }

    // A package left over in the local folder would win: of all that satisfy a reference NuGet takes the lowest.
    foreach (string leftOver in PackagesOf(group))
    {
        File.Delete(leftOver);
    }

    return version;
}

string[] PackagesOf(PackageGroup group) =>
[
    .. Directory.GetFiles(Path.Combine(root, "eng", "offline", "feed"), "*.nupkg")
        .Where(file => Path.GetFileName(file).StartsWith("Microsoft.ML.OnnxRuntime.", StringComparison.Ordinal) == (group.Switch == "--onnx-runtime")),
];

// Asks by a restore without the local folder, so that what NuGet would really use decides: feeds, caches and credentials alike.
string? VersionInFeeds(PackageGroup group, string[] besides)
{
    string folder = Path.Combine(artifacts, "probe", group.Names[0]);
    string extra = Path.Combine(folder, "packages");
    Directory.CreateDirectory(extra);
    foreach (string package in besides)
    {
        File.Copy(package, Path.Combine(extra, Path.GetFileName(package)), overwrite: true);
    }

    new XElement("configuration",
        new XElement("packageSources", new XElement("add", new XAttribute("key", "probe"), new XAttribute("value", extra))),
        new XElement("disabledPackageSources", new XElement("add", new XAttribute("key", "efficientnet-offline"), new XAttribute("value", "true"))))
        .Save(Path.Combine(folder, "NuGet.config"));
    new XElement("Project", new XAttribute("Sdk", "Microsoft.NET.Sdk"),
        new XElement("PropertyGroup",
            new XElement("TargetFramework", "net8.0"),
            new XElement("ManagePackageVersionsCentrally", "false"),
            new XElement("TreatWarningsAsErrors", "false"),
            new XElement("NuGetAudit", "false")),
        new XElement("ItemGroup", group.Names.Select(name => new XElement("PackageReference",
            new XAttribute("Include", name), new XAttribute("Version", group.Version))))).Save(Path.Combine(folder, "probe.csproj"));
    for (bool again = true; ; again = false)
    {
        (int exitCode, string output) = Capture("dotnet", ["restore", Path.Combine(folder, "probe.csproj"), "--force", "--nologo"]);
        if (exitCode != 0)
        {
            string[] notThere = ["NU1101", "NU1102", "NU1103"];
            return notThere.Any(output.Contains) || PackagesOf(group).Length > 0
                ? null
                : throw new BuildException($"Could not ask the package feeds for {group.Names[0]} {group.Version}:{Environment.NewLine}{output.Trim()}");
        }

        using JsonDocument assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "obj", "project.assets.json")));
        string[][] libraries = [.. assets.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/'))];
        string[][] ours = [.. libraries.Where(library => library[0].StartsWith("Microsoft.ML", StringComparison.Ordinal) && library[1] == group.OfflineVersion)];
        if (ours.Length == 0 || !again)
        {
            return ours.Length == 0 ? libraries.First(library => library[0] == group.Names[0])[1] : null;
        }

        // What NuGet unpacked from the local folder once, it finds again without that folder, and as the lowest version takes it.
        foreach (string packages in assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(each => each.Name))
        {
            foreach (string[] library in ours)
            {
                DeleteFolder(Path.Combine(packages, library[0].ToLowerInvariant(), library[1]));
            }
        }
    }
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

/// <summary>Packages that come from one place together: the switch by which eng/offline makes them, and the least version.</summary>
internal sealed record PackageGroup(string Switch, string Version, string[] Names)
{
    /// <summary>The version that eng/offline gives them.</summary>
    public string OfflineVersion => Version + ".1";
}

internal sealed class BuildException(string message) : Exception(message);
