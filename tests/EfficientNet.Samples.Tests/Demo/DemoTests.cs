using System.Globalization;
using System.Text.RegularExpressions;

namespace EfficientNet.Samples.Tests.Demo;

public sealed partial class DemoTests
{
    private static readonly string[] _classes = ["dent", "scratch", "sound", "stain"];

    [Fact]
    public void Draws_trains_tests_and_predicts_in_a_second_process()
    {
        using var folder = new TemporaryFolder();

        ProgramRun run = DemoProgram.Run(folder.Path, "--pictures", "16", "--output", folder.Below("out")).MustSucceed();

        foreach (string name in _classes)
        {
            Assert.Equal(16, Directory.GetFiles(folder.Below("out", "pictures", name), "*.png").Length);
            Assert.Matches($@"(?m)^│ {name} +│( +\d+ │){{4}} +\d+ % │\r?$", run.Output);
        }

        Assert.True(new FileInfo(folder.Below("out", "model.zip")).Length > 5_000_000, "The model should hold the network.");
        Assert.Contains("bit-equal for all 12 pictures", run.Output);
        Assert.Contains(Path.Combine("out", "model.zip"), run.Output);
        Assert.Contains("--data FOLDER", run.Output);
        Assert.True(Accuracy(run) > 0.5, "Twice as good as guessing is the least that a dozen pictures a class must teach:\n" + run.Output);
        Assert.All(run.Lines, line => Assert.True(line.Length <= 80, $"Wider than 80 columns: {line}"));
    }

    [Fact]
    public void Learns_from_the_users_folder_and_reports_broken_pictures()
    {
        using var folder = new TemporaryFolder();
        PatternPictures.Write(folder.Below("patterns"), 8);
        string broken = folder.Below("patterns", "dots", "cut.png");
        File.WriteAllBytes(broken, File.ReadAllBytes(folder.Below("patterns", "dots", "00.png"))[..300]);

        ProgramRun run = DemoProgram.Run(folder.Path, "--data", "patterns", "--output", "out").MustSucceed();

        Assert.Contains("1 of 25 pictures cannot be read and are left out", run.Output);
        Assert.Matches($@"(?m)^│ {Regex.Escape(Path.Combine("dots", "cut.png"))} +│", run.Output);
        Assert.Contains("24 pictures of 3 classes: checkers 8, dots 8, stripes 8", run.Output);
        Assert.Contains("bit-equal for all 6 pictures", run.Output);
        Assert.True(Accuracy(run) > 0.8, run.Output);
        Assert.Equal(25, Directory.GetFiles(folder.Below("patterns"), "*.png", SearchOption.AllDirectories).Length);
        Assert.True(File.Exists(folder.Below("out", "model.zip")));
    }

    [Theory]
    [InlineData("does not exist", "--data", "nowhere")]
    [InlineData("one folder of pictures a class", "--data", ".")]
    [InlineData("'--dada' is not an option", "--dada")]
    [InlineData("--data needs a value", "--data")]
    [InlineData("--pictures is 'many'", "--pictures", "many")]
    public void Says_in_one_line_what_is_wrong(string expected, params string[] arguments)
    {
        using var folder = new TemporaryFolder();

        ProgramRun run = DemoProgram.Run(folder.Path, [.. arguments, .. arguments.Length == 2 ? (string[])["--output", "out"] : []]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Errors);
        Assert.Single(run.Errors.Trim().Split('\n'));
    }

    [Fact]
    public void A_class_of_one_picture_is_named()
    {
        using var folder = new TemporaryFolder();
        PatternPictures.Write(folder.Below("patterns"), 1);

        ProgramRun run = DemoProgram.Run(folder.Path, "--data", "patterns", "--output", "out");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The class 'checkers' has one picture, expected at least two", run.Errors);
    }

    [Fact]
    public void Help_explains_the_options()
    {
        using var folder = new TemporaryFolder();

        ProgramRun run = DemoProgram.Run(folder.Path, "--help").MustSucceed();

        Assert.All(["--data FOLDER", "--pictures N", "--output FOLDER"], option => Assert.Contains(option, run.Output));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static double Accuracy(ProgramRun run)
        => double.Parse(AccuracyLine().Match(run.Output).Groups[1].Value, CultureInfo.InvariantCulture) / 100;

    [GeneratedRegex(@"Accuracy on held-out pictures: (\d+\.\d) %")]
    private static partial Regex AccuracyLine();
}
