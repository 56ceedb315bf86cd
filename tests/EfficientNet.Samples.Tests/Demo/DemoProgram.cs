using EfficientNet.Testing;

namespace EfficientNet.Samples.Tests.Demo;

/// <summary>The demo, as it was built with these tests.</summary>
internal static class DemoProgram
{
    public static ProgramRun Run(string folder, params string[] arguments)
    {
        // .../tests/EfficientNet.Samples.Tests/bin/Release/net10.0: the demo lies in the folder of the same names below its own project.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(SharedFiles.RepositoryRoot(), "samples", "Demo", "bin", framework.Parent!.Name, framework.Name, "Demo.dll");
        Assert.True(File.Exists(program), $"The demo is not built: {program}");
        return ProgramRun.Dotnet(folder, [program, .. arguments]);
    }
}
