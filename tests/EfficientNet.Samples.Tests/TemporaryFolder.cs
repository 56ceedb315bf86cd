namespace EfficientNet.Samples.Tests;

/// <summary>A folder of a test's own, removed after it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("efficientnet-samples-").FullName;

    public string Below(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
