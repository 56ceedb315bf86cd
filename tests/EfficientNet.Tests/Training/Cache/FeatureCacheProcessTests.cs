using System.Diagnostics;
using System.Globalization;
using EfficientNet.FeatureWriter;

namespace EfficientNet.Tests.Training;

/// <summary>Processes of their own, at one cache: killed, at once, and where the disk is full or can only be read.</summary>
public sealed class FeatureCacheProcessTests : IDisposable
{
    private const int Keys = 300;
    private const int Length = 40_000;
    private const int Kills = 20;
    private readonly CacheFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_process_killed_at_any_moment_leaves_entries_that_are_sound_or_none()
    {
        var random = new Random(1);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Start("dotnet", Writer("write", _folder.Root, Keys, Length, int.MaxValue));
            Assert.Equal("begun", await process.StandardOutput.ReadLineAsync());
            await Task.Delay(random.Next(100));
            process.Kill();
            await process.WaitForExitAsync();

            // Throws where an entry has other bytes than were written.
            var cache = _folder.Cache();
            var found = Enumerable.Range(0, Keys).Count(i => KnownFeatures.Holds(cache, KnownFeatures.Key(i), Length));
            Assert.Equal(cache.EntryCount, found);
            Assert.InRange(found, 1, Keys);
            if (random.Next(3) == 0)
            {
                cache.Clear();
            }
        }

        Assert.Equal($"begun{Environment.NewLine}no problem", await FinishAsync(Start("dotnet", Writer("write", _folder.Root, Keys, Length, 1))));
        Assert.Equal(Keys.ToString(CultureInfo.InvariantCulture), await FinishAsync(Start("dotnet", Writer("read", _folder.Root, Keys, Length))));
    }

    [Fact]
    public async Task Two_processes_may_write_and_read_the_same_entries_at_once()
    {
        var writers = Enumerable.Range(0, 2).Select(_ => FinishAsync(Start("dotnet", Writer("write", _folder.Root, 40, Length, 20)))).ToArray();
        var cache = _folder.Cache();
        var both = Task.WhenAll(writers);
        while (!both.IsCompleted)
        {
            for (var i = 0; i < 40; i++)
            {
                KnownFeatures.Holds(cache, KnownFeatures.Key(i), Length);
            }

            await Task.Delay(5);
        }

        Assert.All(await both, output => Assert.EndsWith("no problem", output));
        Assert.All(Enumerable.Range(0, 40), i => Assert.True(KnownFeatures.Holds(cache, KnownFeatures.Key(i), Length)));
        Assert.Equal(40, _folder.Files().Length);
    }

    [SkippableFact]
    public async Task A_full_disk_is_a_problem_and_what_is_on_it_is_still_read()
    {
        await SkipWithoutMountsAsync();
        var output = await FinishAsync(Start("unshare", "-rm", "sh", "-ec", $"""
            mount -t tmpfs -o size=1m none '{_folder.Root}'
            {Shell(Writer("write", _folder.Root, Keys, Length, 1))}
            {Shell(Writer("read", _folder.Root, Keys, Length))}
            find '{_folder.Root}' -name '*.tmp'
            """));
        var lines = output.Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith($"The feature cache in {_folder.Root} is not written any more", lines[1]);
        Assert.Contains("No space left on device", lines[1]);
        Assert.InRange(int.Parse(lines[2], CultureInfo.InvariantCulture), 15, 26);
    }

    [SkippableFact]
    public async Task A_folder_that_can_only_be_read_is_read_and_is_a_problem_for_who_writes_or_clears()
    {
        await SkipWithoutMountsAsync();
        _folder.Write(_folder.Cache(), 0, Length);
        _folder.Write(_folder.Cache(), 1, Length);
        var output = await FinishAsync(Start("unshare", "-rm", "sh", "-ec", $"""
            mount --bind '{_folder.Root}' '{_folder.Root}'
            mount -o remount,ro,bind '{_folder.Root}'
            {Shell(Writer("read", _folder.Root, Keys, Length))}
            {Shell(Writer("write", _folder.Root, Keys, Length, 1))}
            {Shell(Writer("clear", _folder.Root))}
            """));
        var lines = output.Split(Environment.NewLine);
        Assert.Equal(["2", "begun"], lines[..2]);
        Assert.StartsWith($"The feature cache in {_folder.Root} is not written any more", lines[2]);
        Assert.Contains("Read-only file system", lines[2]);
        Assert.StartsWith($"2 files of the feature cache in {_folder.Root} could not be deleted", lines[3]);
        Assert.Equal([0, 1], _folder.Numbers(Keys));
    }

    private static async Task SkipWithoutMountsAsync()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Mounts of one's own are Linux's.");
        using var process = Start("sh", "-c", "unshare -rm mount -t tmpfs none /tmp");
        await process.WaitForExitAsync();
        Skip.If(process.ExitCode != 0, "This account may not mount in a namespace of its own (unshare -rm).");
    }

    private static string[] Writer(string verb, string folder, params int[] numbers) =>
        [Path.Combine(AppContext.BaseDirectory, "EfficientNet.FeatureWriter.dll"), verb, folder, .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))];

    private static string Shell(string[] arguments) => $"dotnet {string.Join(' ', arguments.Select(argument => $"'{argument}'"))}";

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<string> FinishAsync(Process process)
    {
        using (process)
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await error);
            return (await output).TrimEnd();
        }
    }
}
