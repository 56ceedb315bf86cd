using System.Globalization;
using System.Text.RegularExpressions;
using EfficientNet.Testing;

namespace EfficientNet.Samples.Tests.Programs;

public sealed partial class SampleProgramTests
{
    private static string Samples => Path.Combine(SharedFiles.RepositoryRoot(), "samples");

    // That of these tests: then the library is built already, and nothing of it is written anew.
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    public static TheoryData<string> Names => [.. Files];

    private static IEnumerable<string> Files => Directory.GetFiles(Samples, "*.cs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);

    [Fact]
    public void There_are_four()
        => Assert.Equal(["imagenet-classification.cs", "similarity-search.cs", "train-classifier.cs", "transfer-learning.cs"], Files);

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_shorter_than_60_lines(string name)
        => Assert.InRange(File.ReadAllLines(Path.Combine(Samples, name)).Length, 10, 59);

    [Fact]
    public void Transfer_learning_trains_saves_and_predicts()
    {
        using var folder = new TemporaryFolder();
        PatternPictures.Write(folder.Below("patterns"), 12);

        ProgramRun run = Run(folder, "transfer-learning.cs", "patterns", Path.Combine("patterns", "dots", "03.png")).MustSucceed();

        Match accuracy = AccuracyLine().Match(run.Output);
        Assert.True(accuracy.Success && double.Parse(accuracy.Groups[1].Value, CultureInfo.InvariantCulture) > 80, run.Output);
        Assert.Contains("Model saved to patterns.zip", run.Output);
        Assert.True(File.Exists(folder.Below("patterns.zip")));
        Assert.Matches(@"03\.png: dots \(\d+\.\d %\)", run.Output);
        MustExplainItself(folder, "transfer-learning.cs");
    }

    [Fact]
    public void Imagenet_classification_names_what_it_sees_and_reports_what_it_cannot_read()
    {
        using var folder = new TemporaryFolder();
        PatternPictures.WriteTrafficLight(folder.Below("lamps.png"));
        File.WriteAllText(folder.Below("text.png"), "This is no picture.");

        ProgramRun run = Run(folder, "imagenet-classification.cs", "text.png", "lamps.png").MustSucceed();

        Assert.StartsWith("text.png", run.Lines[0]);
        Assert.Equal("lamps.png", run.Lines[1]);
        Assert.Equal(7, run.Lines.Length);
        var classes = run.Lines[2..].Select(line => ClassLine().Match(line)).ToList();
        Assert.All(classes, match => Assert.True(match.Success, run.Output));
        double[] probabilities = [.. classes.Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
        Assert.Equal(probabilities.OrderDescending(), probabilities);
        Assert.InRange(probabilities.Sum(), 0, 100.5);
        Assert.Contains("traffic light", classes[0].Groups[2].Value);
        MustExplainItself(folder, "imagenet-classification.cs");
    }

    [Fact]
    public void Similarity_search_finds_pictures_of_the_same_class_first()
    {
        using var folder = new TemporaryFolder();
        PatternPictures.Write(folder.Below("patterns"), 6);
        string wanted = Path.Combine("patterns", "checkers", "02.png");

        ProgramRun run = Run(folder, "similarity-search.cs", "patterns", wanted).MustSucceed();

        Assert.Equal(5, run.Lines.Length);
        Assert.All(run.Lines[..3], line => Assert.Contains("checkers", line));
        Assert.DoesNotContain(wanted, run.Output);
        double[] similarities = [.. run.Lines.Select(line => double.Parse(line[..5], CultureInfo.InvariantCulture))];
        Assert.Equal(similarities.OrderDescending(), similarities);
        Assert.All(similarities, similarity => Assert.InRange(similarity, 0, 1));
        MustExplainItself(folder, "similarity-search.cs");
    }

    [Fact]
    public void Train_classifier_trains_reports_exports_and_is_quick_the_next_time()
    {
        using var folder = new TemporaryFolder();
        PatternPictures.Write(folder.Below("patterns"), 8);
        PatternPictures.Write(folder.Below("others"), 4);
        File.WriteAllText(folder.Below("patterns", "dots", "text.png"), "This is no picture.");

        ProgramRun run = Run(
            folder, "train-classifier.cs", "patterns", "--validation", "others", "--report", "report.html", "--onnx", "patterns.onnx", "--int8", "--cache", "features").MustSucceed();

        Assert.Contains("; 0 of 24 pictures were in the cache", run.Output);
        Assert.Contains("Pictures of the validation set look like pictures trained on", run.Output);
        Assert.Contains("text.png", run.Output);
        Match accuracy = TrainedAccuracyLine().Match(run.Output);
        Assert.True(accuracy.Success && double.Parse(accuracy.Groups[1].Value, CultureInfo.InvariantCulture) > 80, run.Output);
        Assert.Contains("Model saved to patterns.zip", run.Output);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(folder.Below("report.html")), StringComparison.OrdinalIgnoreCase);
        Assert.InRange(new FileInfo(folder.Below("patterns.onnx")).Length, 1e6, 8e6);

        ProgramRun again = Run(folder, "train-classifier.cs", "patterns", "--validation", "others", "--cache", "features").MustSucceed();

        Assert.Matches("([0-9]+) of \\1 pictures were in the cache", again.Output);
        Assert.Equal(accuracy.Value, TrainedAccuracyLine().Match(again.Output).Value);

        ProgramRun cleared = Run(folder, "train-classifier.cs", "--clear-cache", "--cache", "features").MustSucceed();

        Assert.Matches("^Deleting [1-9][0-9]* entries, ", cleared.Output);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Below("features")));
        MustExplainItself(folder, "train-classifier.cs");
    }

    /// <summary>Compiles and runs a program as its first lines tell a person to.</summary>
    private static ProgramRun Run(TemporaryFolder folder, string name, params string[] arguments)
        => ProgramRun.Dotnet(folder.Path, ["run", "-c", Configuration, Path.Combine(Samples, name), "--", .. arguments]);

    private static void MustExplainItself(TemporaryFolder folder, string name)
    {
        ProgramRun run = ProgramRun.Dotnet(folder.Path, "run", "--no-build", "-c", Configuration, Path.Combine(Samples, name));
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"Use: dotnet run samples/{name} ", run.Errors);
        Assert.Empty(run.Output);
    }

    [GeneratedRegex(@"Accuracy on held-out pictures: (\d+\.\d) %")]
    private static partial Regex AccuracyLine();

    [GeneratedRegex(@"Accuracy on pictures not trained on: (\d+\.\d) ?%")]
    private static partial Regex TrainedAccuracyLine();

    [GeneratedRegex(@"^ *(\d+\.\d) %  (\S.*)$")]
    private static partial Regex ClassLine();
}
