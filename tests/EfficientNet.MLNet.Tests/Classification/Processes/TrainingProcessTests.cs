using EfficientNet.MLNet.Trainer;
using Xunit;

namespace EfficientNet.MLNet.Tests.Classification;

/// <summary>Trainings in processes of their own: at once, cancelled, saved and loaded elsewhere, on a full disk.</summary>
public sealed class TrainingProcessTests : IDisposable
{
    private const int Views = 4;

    private readonly TinyClassifier _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public async Task Two_processes_may_train_with_one_cache_at_once()
    {
        Draw();
        TrainerRun alone = await Train("alone");

        TrainerRun[] both = await Task.WhenAll(Train("shared", "first.zip"), Train("shared", "second.zip"));

        Assert.All(both, run => Assert.Equal(alone.Scores, run.Scores));
        Assert.All(both, run => Assert.Empty(run.Warnings));
        Assert.Equal(alone.Scores.Length - 1, (await Train("shared")).CacheHits);
    }

    [Fact]
    public async Task A_cancelled_training_leaves_what_the_next_one_uses()
    {
        Draw(20);
        TrainerRun undisturbed = await Train("undisturbed");
        using TrainerProcess cancelled = TrainerProcess.Start(_tiny.Pictures.Folder, [.. Arguments("cache", "cancelled.zip"), "--cancel-after", "15"]);
        TrainerRun run = await cancelled.FinishAsync();
        Assert.Equal((3, "cancelled"), (run.ExitCode, run.Output.Trim()));
        Assert.False(File.Exists(PathOf("cancelled.zip")));

        TrainerRun next = await Train("cache");

        Assert.Equal(undisturbed.Scores, next.Scores);
        Assert.InRange(next.CacheHits, 15, 39);
    }

    [Fact]
    public async Task Scores_and_keys_are_equal_in_processes_that_load_the_model_plainly_and_fast()
    {
        Draw();
        TrainerRun trained = await Train("cache");
        string[] pictures = [.. ImageFolder.Read(PathOf("pictures")).Select(image => image.ImagePath)];
        string[][] expected = [.. trained.Scores[1..].Select(line => line.Split('\t'))];

        using TrainerProcess loading = TrainerProcess.Start(_tiny.Pictures.Folder, ["score", PathOf("model.zip"), PathOf("pictures")]);

        Assert.Equal("classes\tdiscs\tstripes", trained.Scores[0]);
        Assert.Equal(trained.Scores, (await loading.FinishAsync()).MustSucceed().Scores);
        Assert.Equal(expected.Select(line => line[3]), SaveLoadTests.ScoreInAnotherProcess(PathOf("model.zip"), "Score", pictures));
        Assert.Equal(
            ["discs\tstripes", .. expected.Select(line => line[2])],
            SaveLoadTests.ScoreInAnotherProcess(PathOf("model.zip"), "PredictedLabel", pictures));
    }

    [SkippableFact]
    public async Task A_cache_on_a_full_disk_is_a_warning_and_changes_no_score()
    {
        await SkipWithoutMountsAsync();
        Draw(20);
        TrainerRun undisturbed = await Train("undisturbed");
        string disk = Directory.CreateDirectory(PathOf("disk")).FullName;

        using TrainerProcess process = TrainerProcess.StartWithMounts(_tiny.Pictures.Folder, shell => $"""
            set -e
            mount -t tmpfs -o size=64k none '{disk}'
            {shell(Arguments("disk", "model.zip"))}
            find '{disk}' -name '*.tmp'
            """);
        TrainerRun run = (await process.FinishAsync()).MustSucceed();

        Assert.Equal(undisturbed.Scores, run.Scores);
        string warning = Assert.Single(run.Warnings);
        Assert.StartsWith($"The feature cache in {disk} is not written any more", warning);
        Assert.Contains("No space left on device", warning);
        Assert.Equal(run.Scores.Length + 2, run.Lines.Length);
    }

    [SkippableFact]
    public async Task A_model_that_does_not_fit_on_the_disk_is_one_error_that_names_it_and_nothing_is_left_of_it()
    {
        await SkipWithoutMountsAsync();
        Draw();
        string disk = Directory.CreateDirectory(PathOf("disk")).FullName;

        using TrainerProcess process = TrainerProcess.StartWithMounts(_tiny.Pictures.Folder, shell => $"""
            mount -t tmpfs -o size=16k none '{disk}' || exit 9
            echo before > '{disk}/model.zip'
            {shell(Arguments("cache", "disk/model.zip"))}
            echo "exit $?"
            ls -A '{disk}'
            cat '{disk}/model.zip'
            """);
        TrainerRun run = await process.FinishAsync();

        Assert.Equal(["exit 1", "model.zip", "before"], run.Lines);
        Assert.StartsWith($"IOException: The model cannot be saved as '{disk}/model.zip': ", run.Errors);
        Assert.Contains("No space left on device", run.Errors);
        Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task SkipWithoutMountsAsync()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Mounts of one's own are Linux's.");
        using var probe = System.Diagnostics.Process.Start("sh", ["-c", "unshare -rm mount -t tmpfs none /tmp 2> /dev/null"]);
        await probe.WaitForExitAsync();
        Skip.If(probe.ExitCode != 0, "This account may not mount in a namespace of its own (unshare -rm).");
    }

    private void Draw(int count = 6) => _tiny.DrawList(count);

    private async Task<TrainerRun> Train(string cache, string model = "model.zip")
    {
        using TrainerProcess process = TrainerProcess.Start(_tiny.Pictures.Folder, Arguments(cache, model));
        return (await process.FinishAsync()).MustSucceed();
    }

    private string[] Arguments(string cache, string model)
        => TrainerProcess.TrainArguments(PathOf("pictures"), PathOf(cache), PathOf(model), _tiny.WeightsFile, Views);

    private string PathOf(string name) => Path.Combine(_tiny.Pictures.Folder, name);
}
