using System.Runtime.CompilerServices;
using EfficientNet.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Pipeline.Scoring;

/// <summary>Alone on the machine's threads and files, which it counts.</summary>
[CollectionDefinition(nameof(SoakTests), DisableParallelization = true)]
[Collection(nameof(SoakTests))]
public sealed class SoakTests : IDisposable
{
    private const int Rows = 60;
    private const int Cursors = 8;

    /// <summary>What the runtime may open or start by itself meanwhile; one thing left behind a cursor or a transformer would be more in three rounds.</summary>
    private const int Slack = 2;

    private readonly TinyTransforms _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Many_cursors_at_once_some_abandoned_some_over_broken_pictures_leave_nothing_behind()
    {
        string[] paths = _tiny.Draw(Rows);
        string[] broken = [.. paths.Select((path, index) => index % 7 == 3 ? _tiny.Broken(index) : path)];
        IDataView sound = _tiny.ML.Paths(paths);
        IDataView damaged = _tiny.ML.Paths(broken);
        string[] expected = RowTexts.Of(_tiny.Portable(_tiny.Featurize().Fit(sound), sound.Schema).Transform(sound), "Features");

        Round();
        int files = Settled(OpenFiles, int.MaxValue);
        int threads = Settled(ThreadsOfOurs, int.MaxValue);
        for (int round = 0; round < 3; round++)
        {
            Round();
        }

        Assert.InRange(Settled(OpenFiles, files), 0, files + Slack);
        Assert.InRange(Settled(ThreadsOfOurs, threads), 0, threads + Slack);

        void Round()
        {
            using EfficientNetTransformer transformer = _tiny.Featurize().Fit(sound);
            using EfficientNetTransformer skipping = _tiny.Featurize(policy: BrokenPicturePolicy.Skip).Fit(sound);
            var failures = new List<Exception>();
            Thread[] readers = [.. Enumerable.Range(0, Cursors).Select(index => new Thread(() => Try(index)))];
            foreach (Thread reader in readers)
            {
                reader.Start();
            }

            foreach (Thread reader in readers)
            {
                reader.Join();
            }

            Assert.Empty(failures);

            void Try(int index)
            {
                try
                {
                    switch (index % 4)
                    {
                        case 0:
                            Assert.Equal(expected, RowTexts.Of(transformer.Transform(sound), "Features"));
                            break;
                        case 1:
                            ReadBroken(skipping.Transform(damaged), expected, fails: false);
                            ReadBroken(transformer.Transform(damaged), expected, fails: true);
                            break;
                        case 2:
                            Begin(transformer.Transform(sound), expected, index + 3).Dispose();
                            break;
                        default:
                            Begin(transformer.Transform(sound), expected, index);
                            break;
                    }
                }
                catch (Exception exception)
                {
                    lock (failures)
                    {
                        failures.Add(exception);
                    }
                }
            }
        }
    }

    /// <summary>Reads some rows and leaves the cursor there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static DataViewRowCursor Begin(IDataView view, string[] expected, int count)
    {
        DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);
        Func<string> row = RowTexts.Reader(cursor);
        for (int index = 0; index < count; index++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(expected[index], row());
        }

        return cursor;
    }

    private static void ReadBroken(IDataView view, string[] expected, bool fails)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);
        Func<string> row = RowTexts.Reader(cursor);
        for (int index = 0; index < Rows; index++)
        {
            Assert.True(cursor.MoveNext());
            if (index % 7 != 3)
            {
                Assert.Equal(expected[index], row());
            }
            else if (fails)
            {
                Assert.Contains($"no-such-{index}.png", Assert.Throws<PictureException>(row).Message);
            }
            else
            {
                Assert.DoesNotContain("7fc00000", expected[index]);
                Assert.Contains(BitConverter.SingleToUInt32Bits(float.NaN).ToString("x8"), row());
            }
        }

        Assert.False(cursor.MoveNext());
    }

    /// <summary>A count when it has come down to what is expected, or the last one if it does not; what nobody holds is collected before each.</summary>
    private static int Settled(Func<int> count, int expected)
    {
        int found = int.MaxValue;
        for (int attempt = 0; attempt < 50 && (found = Collected(count)) > expected; attempt++)
        {
            Thread.Sleep(100);
        }

        return found;
    }

    private static int Collected(Func<int> count)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return count();
    }

    private static int OpenFiles() => OperatingSystem.IsLinux() ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0;

    /// <summary>All threads but the pool's, which come and go as the pool sees fit.</summary>
    private static int ThreadsOfOurs() => OperatingSystem.IsLinux()
        ? Directory.GetDirectories("/proc/self/task").Count(task => NameOf(task) is { } name && !name.StartsWith(".NET T", StringComparison.Ordinal))
        : 0;

    private static string? NameOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim();
        }
        catch (IOException)
        {
            return null; // ended in the meantime
        }
    }
}
