#:property PublishAot=false
// Fills eng/offline/feed with packages that the machine's package feed lacks (eng/offline/README.md says why).
//
//   dotnet run eng/offline/prepare.cs -- [--onnx-runtime] [--ml]      both without a switch
//
//   --onnx-runtime   the real ONNX Runtime, repacked from its npm package
//   --ml             the stand-ins for Microsoft.ML and its satellites, built from eng/offline/src
//
// A second run with nothing changed does nothing.
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

const string OnnxRuntimeVersion = "1.29.0.1";
const string StandInVersion = "5.0.0.1";

// The sha512 sums are those of the registry's own record; they keep a build repeatable.
var onnxRuntimeArchive = new NpmPackage("com.github.asus4.onnxruntime", "0.4.9",
    "064cf176e499f4891e0cfe90f25cf64c553689eee1492bd2ed921fccca28131a2ad02373267bae19a509ec8b288c182a3b8a2e0f58d76a1f0e63225b08ddbd16");

// The library that decodes pictures in the stand-in for Microsoft.ML.ImageAnalytics; for Windows there is no package of this kind.
var libvipsArchives = new Dictionary<string, NpmPackage>
{
    ["linux-x64"] = new("@img/sharp-libvips-linux-x64", "1.3.4",
        "189fff4925db9f04837acd36ba60779c324b15c433c3c6b5f15f1fca1aabead579d79b4e10c7489a38f18f502869f311cf9e85dcf1e07ed9e3d5010a494d7393"),
    ["linux-arm64"] = new("@img/sharp-libvips-linux-arm64", "1.3.4",
        "6377605ffea513642141bf86c72d166717e0f4c126fc90636a66694b622494fef1210a0a378873026eca70c546b5a543b779de13d38a042eef01fa2703f2ebd4"),
    ["osx-arm64"] = new("@img/sharp-libvips-darwin-arm64", "1.3.4",
        "e51f3d9c162245d5254962713e13be195b5a5f35d2c4a9d1bbfc6a327dca4c0dcbf4407d3b2fcff8d9f67f6be584fb94772fd9bac6f60daadbc93a4609f103bb"),
    ["osx-x64"] = new("@img/sharp-libvips-darwin-x64", "1.3.4",
        "891d8e287f34ca2d14f9d529972877ff176916fa6ce98902c2c5de9c8271ab1475bfda3ec6d29319b4bd1fb729b3ed95c6373c0758fdea9ef93664c68c886da5"),
};

var offline = Path.GetDirectoryName(ThisFile())!;
var root = Path.GetFullPath(Path.Combine(offline, "..", ".."));
var feed = Path.Combine(offline, "feed");
var work = Path.Combine(root, "artifacts", "offline");
var globalPackages = new Lazy<string>(GlobalPackages);

try
{
    if (args.FirstOrDefault(a => a is not ("--onnx-runtime" or "--ml")) is { } unknown)
        throw new PreparationException($"unknown switch '{unknown}'; there are --onnx-runtime and --ml");
    Directory.CreateDirectory(feed);
    Directory.CreateDirectory(work);
    using var alone = WaitForOtherRuns(Path.Combine(work, "prepare.lock"));
    if (args.Length == 0 || args.Contains("--onnx-runtime"))
        PrepareOnnxRuntime();
    if (args.Length == 0 || args.Contains("--ml"))
        PrepareStandIns();
    return 0;
}
catch (PreparationException problem)
{
    Console.Error.WriteLine($"offline feed: {problem.Message}");
    return 1;
}

void PrepareOnnxRuntime()
{
    var project = Path.Combine(offline, "OnnxRuntime.Managed");
    var stamp = Stamp([ThisFile(), .. SourceFiles(project)], ["System.Numerics.Tensors"]);
    string[] ids = ["Microsoft.ML.OnnxRuntime.Managed", "Microsoft.ML.OnnxRuntime"];
    if (IsCurrent("onnx-runtime", stamp, ids, OnnxRuntimeVersion))
        return;

    var sources = Path.Combine(work, "onnxruntime-npm");
    Unpack(onnxRuntimeArchive, sources, entry =>
        entry.StartsWith("Runtime/", StringComparison.Ordinal) && entry.EndsWith(".cs", StringComparison.Ordinal)
        || entry is "LICENSE" or "ThirdPartyNotices.txt"
        || OnnxRuntimeNatives().Any(n => entry.StartsWith(n.Folder, StringComparison.Ordinal)) && !entry.EndsWith(".meta", StringComparison.Ordinal));
    Report("compiling ONNX Runtime's managed part");
    var output = Path.Combine(work, "onnxruntime-managed");
    Run("dotnet", root, "build", Path.Combine(project, "Microsoft.ML.OnnxRuntime.csproj"), "-c", "Release", "-o", output, "-v", "quiet", "-nologo", "--tl:off");

    Report("packing ONNX Runtime");
    // One fixed date, so that the same sources give the same package wherever they are built.
    var date = new DateTime(2026, 1, 1);
    var notices = new[] { "LICENSE", "ThirdPartyNotices.txt" }.Select(n => new PackageFile(n, Path.Combine(sources, n))).ToArray();
    Pack(new Package(ids[0], OnnxRuntimeVersion, "ONNX Runtime's managed API, repacked for building offline.",
        [new("System.Numerics.Tensors", CentralVersion("System.Numerics.Tensors"))],
        [new("lib/net8.0/Microsoft.ML.OnnxRuntime.dll", Path.Combine(output, "Microsoft.ML.OnnxRuntime.dll")), .. notices]), date);
    Pack(new Package(ids[1], OnnxRuntimeVersion, "ONNX Runtime's native libraries, repacked for building offline.",
        [new(ids[0], OnnxRuntimeVersion)],
        [
            .. OnnxRuntimeNatives().SelectMany(n => Directory.EnumerateFiles(Path.Combine(sources, n.Folder))
                .Select(file => new PackageFile($"runtimes/{n.Runtime}/native/{Path.GetFileName(file)}", file))),
            // Says that the package is meant for net8.0 although it has no assembly of its own.
            new("lib/net8.0/_._", null),
            .. notices,
        ]), date);
    Finish("onnx-runtime", stamp);
}

static (string Folder, string Runtime)[] OnnxRuntimeNatives() =>
[
    ("Plugins/Linux/x64/", "linux-x64"),
    ("Plugins/Windows/x64/", "win-x64"),
    ("Plugins/Windows/arm64/", "win-arm64"),
    ("Plugins/macOS/arm64/", "osx-arm64"),
];

void PrepareStandIns()
{
    var sources = Path.Combine(offline, "src");
    var stamp = Stamp([ThisFile(), Path.Combine(root, "Directory.Build.props"), .. SourceFiles(sources)], ["System.Numerics.Tensors", "Microsoft.ML.OnnxRuntime.Managed"]);
    string[] ids = ["Microsoft.ML.DataView", "Microsoft.ML", "Microsoft.ML.ImageAnalytics", "Microsoft.ML.OnnxTransformer"];
    if (IsCurrent("ml", stamp, ids, StandInVersion))
        return;

    var decoder = UnpackLibvips();
    Report("compiling the stand-ins for Microsoft.ML");
    var output = Path.Combine(work, "stand-ins");
    Run("dotnet", root, "build", Path.Combine(sources, "StandIns.csproj"), "-c", "Release", "-o", output, "-v", "quiet", "-nologo", "--tl:off");

    Report("packing the stand-ins");
    // The time of packing: whoever copies files only where they are newer must see that these are.
    var date = DateTime.Now;
    const string description = "A stand-in for building where the real package cannot be had; see eng/offline/README.md of EfficientNet.MLNet.";
    Dependency ml = new(ids[1], StandInVersion);
    Pack(new Package(ids[0], StandInVersion, description, [], [Assembly(ids[0])]), date);
    // As in the real one, most assemblies share a package.
    var shared = Directory.EnumerateDirectories(sources, "Microsoft.ML.*").Select(folder => Path.GetFileName(folder)).Except(ids);
    Pack(new Package(ids[1], StandInVersion, description, [new(ids[0], StandInVersion), new("System.Numerics.Tensors", CentralVersion("System.Numerics.Tensors"))],
        [.. shared.Select(Assembly)]), date);
    Pack(new Package(ids[2], StandInVersion, description, [ml], [Assembly(ids[2]), .. decoder]), date);
    Pack(new Package(ids[3], StandInVersion, description, [ml, new("Microsoft.ML.OnnxRuntime.Managed", CentralVersion("Microsoft.ML.OnnxRuntime.Managed"))],
        [Assembly(ids[3])]), date);
    Finish("ml", stamp);

    PackageFile Assembly(string name) => new($"lib/net8.0/{name}.dll", Path.Combine(output, name + ".dll"));
}

// libvips for this machine, under the name that the stand-in loads it by.
PackageFile[] UnpackLibvips()
{
    var system = OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "osx" : "win";
    var runtime = $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    if (!libvipsArchives.TryGetValue(runtime, out var archive))
    {
        Report($"there is no libvips for {runtime}: the stand-in for Microsoft.ML.ImageAnalytics will not decode pictures here");
        return [];
    }
    var folder = Path.Combine(work, "libvips-npm-" + runtime);
    Unpack(archive, folder, entry => entry.StartsWith("lib/libvips-cpp.", StringComparison.Ordinal) || entry is "README.md" or "versions.json");
    var library = Directory.EnumerateFiles(Path.Combine(folder, "lib")).Single();
    return
    [
        new($"runtimes/{runtime}/native/libvips-cpp{(OperatingSystem.IsMacOS() ? ".dylib" : ".so")}", library),
        new("libvips/README.md", Path.Combine(folder, "README.md")),
        new("libvips/versions.json", Path.Combine(folder, "versions.json")),
    ];
}

// ---- packages from npm

// Afterwards the folder holds the wanted files of the package, or it does not exist.
void Unpack(NpmPackage package, string folder, Func<string, bool> wanted)
{
    if (Directory.Exists(folder))
        return;
    var archive = Path.Combine(work, package.ArchiveName);
    if (!File.Exists(archive))
        Download(package, archive);
    Report($"unpacking {package.Name} {package.Version}");
    var partial = folder + ".partial";
    DeleteFolder(partial);
    using (var tar = new TarReader(new GZipStream(OpenChecked(package, archive), CompressionMode.Decompress)))
    {
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !entry.Name.StartsWith("package/", StringComparison.Ordinal))
                continue;
            var name = entry.Name["package/".Length..];
            if (name.Contains("..", StringComparison.Ordinal) || !wanted(name))
                continue;
            var path = Path.Combine(partial, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            entry.ExtractToFile(path, overwrite: true);
        }
    }
    if (!Directory.Exists(partial))
        throw new PreparationException($"{archive} holds none of the files that are expected in {package.Name} {package.Version}; delete it and try again");
    Directory.Move(partial, folder);
}

void Download(NpmPackage package, string archive)
{
    Report($"getting {package.Name} {package.Version} with npm");
    var folder = Path.Combine(work, "npm.partial");
    DeleteFolder(folder);
    Directory.CreateDirectory(folder);
    Run(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", folder, "pack", $"{package.Name}@{package.Version}", "--prefer-offline", "--silent");
    var file = Path.Combine(folder, package.ArchiveName);
    if (!File.Exists(file))
        throw new PreparationException($"npm pack {package.Name}@{package.Version} left no {package.ArchiveName} in {folder}");
    File.Move(file, archive, overwrite: true);
    DeleteFolder(folder);
}

static FileStream OpenChecked(NpmPackage package, string archive)
{
    var stream = File.OpenRead(archive);
    var found = Convert.ToHexStringLower(SHA512.HashData(stream));
    if (found != package.Sha512)
    {
        stream.Dispose();
        throw new PreparationException($"{archive} is not the {package.Name} {package.Version} expected here: its SHA-512 is {found[..12]}..., expected {package.Sha512[..12]}...; delete it and try again");
    }
    stream.Position = 0;
    return stream;
}

// ---- packing

// A package for NuGet is a zip with a .nuspec at its root; writing it here is quicker than `dotnet pack`, and repeatable.
void Pack(Package package, DateTime date)
{
    var dependencies = string.Concat(package.Dependencies.Select(d => $"<dependency id=\"{d.Id}\" version=\"{d.Version}\" />"));
    var nuspec = $"""
        <?xml version="1.0" encoding="utf-8"?>
        <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
          <metadata>
            <id>{package.Id}</id>
            <version>{package.Version}</version>
            <authors>EfficientNet.MLNet contributors</authors>
            <description>{package.Description}</description>
            <dependencies><group targetFramework="net8.0">{dependencies}</group></dependencies>
          </metadata>
        </package>
        """;
    var target = Path.Combine(feed, package.FileName);
    var partial = target + ".partial";
    using (var zip = new ZipArchive(File.Create(partial), ZipArchiveMode.Create))
    {
        Add(zip, package.Id + ".nuspec", new MemoryStream(Encoding.UTF8.GetBytes(nuspec)), date);
        foreach (var file in package.Files)
            Add(zip, file.Name, file.Source is null ? Stream.Null : File.OpenRead(file.Source), date);
    }
    File.Move(partial, target, overwrite: true);
    ForgetStale(package.Id, package.Version);
}

static void Add(ZipArchive zip, string name, Stream content, DateTime date)
{
    var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
    entry.LastWriteTime = date;
    using var target = entry.Open();
    using (content)
        content.CopyTo(target);
}

// NuGet never looks at a package again that it has unpacked once: an unpacked one that differs from the feed's must go.
void ForgetStale(string id, string version)
{
    var unpacked = Path.Combine(globalPackages.Value, id.ToLowerInvariant(), version);
    if (!Directory.Exists(unpacked))
        return;
    using var zip = ZipFile.OpenRead(Path.Combine(feed, $"{id}.{version}.nupkg"));
    if (!zip.Entries.All(entry => entry.Name.EndsWith(".nuspec", StringComparison.Ordinal) || IsSame(entry, Path.Combine(unpacked, entry.FullName))))
        DeleteFolder(unpacked);
}

static bool IsSame(ZipArchiveEntry entry, string path)
{
    var file = new FileInfo(path);
    if (!file.Exists || file.Length != entry.Length)
        return false;
    // Packing writes the time of what may change; what never changes needs no second look.
    if (Math.Abs((file.LastWriteTime - entry.LastWriteTime.DateTime).TotalSeconds) <= 2)
        return true;
    using var packed = entry.Open();
    using var present = file.OpenRead();
    return SHA256.HashData(packed).AsSpan().SequenceEqual(SHA256.HashData(present));
}

string GlobalPackages()
{
    var variable = Environment.GetEnvironmentVariable("NUGET_PACKAGES");
    if (!string.IsNullOrEmpty(variable))
        return variable;
    const string label = "global-packages:";
    var line = Run("dotnet", root, "nuget", "locals", "global-packages", "--list")
        .Split('\n').FirstOrDefault(l => l.Contains(label, StringComparison.Ordinal))
        ?? throw new PreparationException("'dotnet nuget locals global-packages --list' names no folder");
    return line[(line.IndexOf(label, StringComparison.Ordinal) + label.Length)..].Trim();
}

string CentralVersion(string id)
{
    var line = CentralVersions([id]).FirstOrDefault()
        ?? throw new PreparationException($"Directory.Packages.props states no version of {id}");
    return line.Split("Version=\"")[1].Split('"')[0];
}

IEnumerable<string> CentralVersions(string[] ids) =>
    File.ReadLines(Path.Combine(root, "Directory.Packages.props")).Where(line => ids.Any(id => line.Contains($"Include=\"{id}\"", StringComparison.Ordinal)));

// ---- what is up to date

// A hash over everything that the packages come from.
string Stamp(IEnumerable<string> files, string[] packages)
{
    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    foreach (var file in files)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(root, file).Replace('\\', '/')));
        hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
    }
    hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', CentralVersions(packages))));
    return Convert.ToHexStringLower(hash.GetHashAndReset());
}

static IEnumerable<string> SourceFiles(string folder) =>
    Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(folder, file).Split('/', '\\').Any(part => part is "bin" or "obj"))
        .Order(StringComparer.Ordinal);

bool IsCurrent(string part, string stamp, string[] ids, string version)
{
    var file = Path.Combine(feed, part + ".stamp");
    if (!File.Exists(file) || File.ReadAllText(file) != stamp || !ids.All(id => File.Exists(Path.Combine(feed, $"{id}.{version}.nupkg"))))
        return false;
    foreach (var id in ids)
        ForgetStale(id, version);
    Report($"{part} is up to date");
    return true;
}

void Finish(string part, string stamp)
{
    var file = Path.Combine(feed, part + ".stamp");
    File.WriteAllText(file + ".partial", stamp);
    File.Move(file + ".partial", file, overwrite: true);
}

// ---- small things

static void Report(string line) => Console.WriteLine($"offline feed: {line}");

static string ThisFile([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

// Two runs in one checkout would write the same files.
static FileStream WaitForOtherRuns(string path)
{
    for (var told = false; ; told = true)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            if (!told)
                Report("waiting for another run to end");
            Thread.Sleep(500);
        }
    }
}

static void DeleteFolder(string folder)
{
    if (Directory.Exists(folder))
        Directory.Delete(folder, recursive: true);
}

// Runs a program to its end and returns what it wrote.
static string Run(string program, string folder, params string[] arguments)
{
    var start = new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
    Process process;
    try
    {
        process = Process.Start(start)!;
    }
    catch (System.ComponentModel.Win32Exception)
    {
        throw new PreparationException(program.StartsWith("npm", StringComparison.Ordinal)
            ? "npm was not found; it is needed to get native libraries from its registry. Install Node.js, or add a package feed that has Microsoft.ML and Microsoft.ML.OnnxRuntime"
            : $"'{program}' was not found on the path");
    }
    using (process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new PreparationException(
            $"'{program} {string.Join(' ', arguments)}' failed with exit code {process.ExitCode}:{Environment.NewLine}{output}{error.Result}");
    }
}

internal sealed record NpmPackage(string Name, string Version, string Sha512)
{
    public string ArchiveName => $"{Name.Replace("@", "").Replace('/', '-')}-{Version}.tgz";
}

internal sealed record Dependency(string Id, string Version);

internal sealed record PackageFile(string Name, string? Source);

internal sealed record Package(string Id, string Version, string Description, Dependency[] Dependencies, PackageFile[] Files)
{
    public string FileName => $"{Id}.{Version}.nupkg";
}

internal sealed class PreparationException(string message) : Exception(message);
