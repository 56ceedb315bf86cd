using System.Diagnostics;
using System.Globalization;
using EfficientNet.Benchmarks.Material;
using EfficientNet.Benchmarks.Measuring;
using EfficientNet.Benchmarks.Questions;
using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Benchmarks;

/// <summary>Answers the questions that were asked, one after the other, and prints what they came to.</summary>
internal static class Bench
{
    private const int CoresOfLimits = 2;

    /// <summary>The load a core from which the table says that others were busy.</summary>
    private const double BusyFrom = 0.5;

    public static IReadOnlyList<IQuestion> Questions { get; } =
    [
        new NetworkQuestion(BenchedNetwork.B0, new NetworkLimits { Single = Limit.AtMost(1.25), SingleAgainstChain = Limit.AtLeast(1.8) }),
        new NetworkQuestion(BenchedNetwork.Lite0, new NetworkLimits { Single = Limit.AtMost(1.45), Int8 = Limit.AtMost(0.8), Int8AgainstChain = Limit.AtLeast(3) }),
        new NetworkQuestion(BenchedNetwork.V2B0, NetworkLimits.None),
        new SettingsQuestion(),
        new PicturesQuestion(),
        new StartUpQuestion(),
        new HeadQuestion(),
        new MemoryQuestion(),
    ];

    /// <summary>Answers 0, or 1 if something could not be measured that should have been; a limit that is not met is no failure.</summary>
    public static int Run(BenchOptions options)
    {
        string folder = options.Photos ?? SharedPhotographs();
        IReadOnlyList<string> photographs = Photographs.In(folder);
        if (options.Photos is not null && photographs.Count == 0)
        {
            throw new BenchException($"There are no JPEG files in '{options.Photos}'.");
        }

        Workspace workspace = Workspace.Create(photographs);
        try
        {
            Console.WriteLine(Machine.Describe());
            Console.WriteLine(photographs.Count > 0 ? $"JPEG files of {folder}: {photographs.Count}." : $"Drawn pictures: {workspace.ReadPhotographs().Length}.");
            double? load = Machine.Load();
            var watch = Stopwatch.StartNew();
            var surroundings = new Surroundings(options, workspace, state => Console.Error.WriteLine($"{watch.Elapsed:mm\\:ss} {state}"));
            var sections = new List<Section>();
            bool isWhole = true;
            foreach (IQuestion question in Questions.Where(question => options.Questions.Count == 0 || options.Questions.Contains(question.Key)))
            {
                try
                {
                    sections.Add(question.Answer(surroundings));
                }
                catch (BenchException exception)
                {
                    // The other questions do not depend on it.
                    Console.Error.WriteLine($"{question.Key} could not be measured: {exception.Message}");
                    isWhole = false;
                }
            }

            ReportTable.Print(sections);
            Console.WriteLine($"{options.Rounds} rounds, {options.Rows} rows, {watch.Elapsed.TotalMinutes:0.0} minutes. Ratios are medians of the rounds' own ratios; absolute figures are this machine's and this hour's.");
            if (load > BusyFrom * Environment.ProcessorCount)
            {
                Console.WriteLine($"Others were busy on this machine (load {load.Value.ToString("0.0", CultureInfo.InvariantCulture)} at the start): threads that share one run suffer most from that, so the yardstick and the standard chain look slower than they are.");
            }

            if (Environment.ProcessorCount != CoresOfLimits)
            {
                Console.WriteLine($"The limits are meant for {CoresOfLimits} cores, here are {Environment.ProcessorCount} (on Linux, 'taskset -c 0,1' before the command leaves two).");
            }

            return isWhole ? 0 : 1;
        }
        finally
        {
            workspace.Delete();
        }
    }

    private static string SharedPhotographs() => Path.Combine(Testing.SharedFiles.Root ?? "", "reference", "photos");
}
