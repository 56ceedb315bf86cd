using System.Text.RegularExpressions;
using EfficientNet.MLNet;
using EfficientNet.Weights.Lite0;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.PublicApi.Tests;

/// <summary>The README's code runs as it stands, on a folder "flowers" of drawn pictures and the bundled weights as a file.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"efficientnet-readme-{Guid.NewGuid():N}");

    public ReadmeTests()
    {
        foreach ((string label, byte red) in new[] { ("daisy", (byte)230), ("rose", (byte)40) })
        {
            Directory.CreateDirectory(Path.Combine(_folder, "flowers", label));
            for (int i = 0; i < 4; i++)
            {
                byte[] pixels = new byte[32 * 32 * 4];
                new Random(i).NextBytes(pixels);
                for (int p = 0; p < pixels.Length; p += 4)
                {
                    (pixels[p + 2], pixels[p + 3]) = (red, 255);
                }

                using MLImage image = MLImage.CreateFromPixels(32, 32, MLPixelFormat.Bgra32, pixels);
                image.Save(Path.Combine(_folder, "flowers", label, $"{i}.png"));
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_code_runs_as_it_stands()
    {
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));
        string[] snippets = [.. CodeBlocks().Matches(readme).Select(match => match.Groups[1].Value)];
        ScriptOptions options = ScriptOptions.Default
            .WithReferences(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic && assembly.Location.Length > 0)
                .Concat([typeof(ImageFolder).Assembly, typeof(MLContext).Assembly, typeof(Microsoft.ML.Trainers.LbfgsMaximumEntropyMulticlassTrainer).Assembly])
                .Distinct())
            .WithImports("System", "System.Linq");

        string weights = Path.Combine(_folder, Lite0Weights.Id + ".safetensors");
        using (FileStream file = File.Create(weights))
        {
            Lite0Weights.Open().CopyTo(file);
        }

        // Not the reader's own.
        Environment.SetEnvironmentVariable("EFFICIENTNET_CACHE", Path.Combine(_folder, "features"));

        // What stands for the reader's current directory (scripts have none of their own) and for a download.
        foreach (string snippet in snippets)
        {
            string located = snippet
                .Replace("\"flowers\"", $"@\"{Path.Combine(_folder, "flowers")}\"", StringComparison.Ordinal)
                .Replace("\"flowers.", $"@\"{Path.Combine(_folder, "flowers.")}", StringComparison.Ordinal)
                .Replace("\"flowers-", $"@\"{Path.Combine(_folder, "flowers-")}", StringComparison.Ordinal)
                .Replace("\"tf_efficientnet_b4.ns_jft_in1k\"", $"@\"{weights}\"", StringComparison.Ordinal);
            await CSharpScript.RunAsync(located, options);
        }

        Assert.Equal(5, snippets.Length);
        string[] written = ["flowers-classifier.zip", "flowers.html", "flowers.onnx", "flowers.zip"];
        Assert.All(written, file => Assert.True(File.Exists(Path.Combine(_folder, file)), file));
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(_folder, "features")));
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(Path.Combine(_folder, "flowers.zip"), out _);
        IReadOnlyList<LabeledImage> photos = ImageFolder.Read(Path.Combine(_folder, "flowers"));
        IDataView predictions = model.Transform(ml.Data.LoadFromEnumerable(photos));
        Assert.Equal(photos.Select(photo => photo.Label), predictions.GetColumn<string>("PredictedLabel"));
    }

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();
}
