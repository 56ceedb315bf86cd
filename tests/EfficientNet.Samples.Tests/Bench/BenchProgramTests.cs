using System.Globalization;
using System.Text.RegularExpressions;
using EfficientNet.Testing;

namespace EfficientNet.Samples.Tests.Bench;

/// <summary>That the benchmarks run and say what they are to say; never what they measure.</summary>
public sealed partial class BenchProgramTests
{
    [Fact]
    public void Every_question_has_its_lines_and_a_verdict_where_there_is_a_limit()
    {
        using var folder = new TemporaryFolder();
        PatternPictures.WriteTrafficLight(folder.Below("lamps.jpg"));

        ProgramRun run = Run(folder, "lite0", "pictures", "start-up", "head", "memory", "--rounds", "1", "--rows", "4", "--memory-rows", "6", "--photos", ".").MustSucceed();

        Assert.Contains("JPEG files of .: 1.", run.Output);
        string[] ratios = [.. run.Lines.Where(line => RatioCell().IsMatch(line)).Select(line => line.Trim())];
        foreach (string beginning in new[] { "photographs to features, fp32", "photographs to features, int8", "fp32, faster than ML.NET's standard chain", "int8, faster", "resampler", "decoding", "ml.Model.Load", "EfficientNetModel.Load", "10 classes", "growth from 4 to 6 rows" })
        {
            Assert.Contains(ratios, line => line.StartsWith(beginning, StringComparison.Ordinal));
        }

        Match[] judged = [.. run.Lines.Select(line => Judged().Match(line)).Where(match => match.Success)];
        Assert.NotEmpty(judged);
        foreach (Match match in judged)
        {
            double ratio = Number(match, "ratio"), limit = Number(match, "limit");
            bool isMet = match.Groups["way"].Value == "most" ? ratio <= limit : ratio >= limit;

            // The ratio is rounded: where it is printed as the limit itself, either verdict is right.
            Assert.True(isMet == (match.Groups["verdict"].Value == "met") || Math.Abs(ratio - limit) < 0.051, match.Value);
        }
    }

    [Fact]
    public void What_it_does_not_know_ends_it_with_a_message()
    {
        using var folder = new TemporaryFolder();
        ProgramRun run = Run(folder, "b17");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("'b17'", run.Errors);
        Assert.Contains("--help", run.Errors);
    }

    private static ProgramRun Run(TemporaryFolder folder, params string[] arguments)
    {
        // As the demo: below its own project, in folders of the same names.
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(
            SharedFiles.RepositoryRoot(), "bench", "EfficientNet.Benchmarks", "bin", framework.Parent!.Name, framework.Name, "EfficientNet.Benchmarks.dll");
        Assert.True(File.Exists(program), $"The benchmarks are not built: {program}");
        return ProgramRun.Dotnet(folder.Path, [program, .. arguments]);
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d(x| MB)\s+-?[\d.]+ \.\. -?[\d.]+")]
    private static partial Regex RatioCell();

    [GeneratedRegex(@"(?<ratio>-?[\d.]+)(?<unit>x| MB)\s+-?[\d.]+ \.\. -?[\d.]+\s+at (?<way>most|least) (?<limit>[\d.]+)\k<unit>: (?<verdict>met|NOT met)")]
    private static partial Regex Judged();
}
