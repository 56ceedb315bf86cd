using System.Diagnostics;
using System.Globalization;
using EfficientNet.Benchmarks.Contenders;
using EfficientNet.Benchmarks.Material;

namespace EfficientNet.Benchmarks.Measuring;

/// <summary>Processes that do one thing once and end: what counts is their whole life.</summary>
internal static class SingleRun
{
    public const string StartUpArgument = "--start-up", PeakArgument = "--peak";

    /// <summary>The child's side; false if the arguments are not for it.</summary>
    public static bool TryRun(string[] arguments)
    {
        switch (arguments)
        {
            case [StartUpArgument, var way, var folder, var network]:
                StartUp.Run(way, Workspace.Open(folder), BenchedNetwork.Parse(network));
                Console.WriteLine(ContenderProcess.Ready);
                return true;
            case [PeakArgument, var name, var folder, var network, var rows]:
                using (Contender contender = ContenderCatalog.Create(name, Workspace.Open(folder), BenchedNetwork.Parse(network)))
                {
                    contender.Run(int.Parse(rows, CultureInfo.InvariantCulture));
                }

                using (Process self = Process.GetCurrentProcess())
                {
                    Console.WriteLine(self.PeakWorkingSet64.ToString(CultureInfo.InvariantCulture));
                }

                return true;
            default:
                return false;
        }
    }

    /// <summary>Milliseconds from starting a process until it has made its first prediction.</summary>
    public static double MeasureStartUp(string way, Workspace workspace, BenchedNetwork network)
    {
        long start = Stopwatch.GetTimestamp();
        using ContenderProcess process = ContenderProcess.Start([StartUpArgument, way, workspace.Folder, network.Key]);
        process.WaitUntilReady();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>The largest working set, in MB, of a process that has a contender read so many rows.</summary>
    public static double MeasurePeak(string contender, Workspace workspace, BenchedNetwork network, int rows)
    {
        using ContenderProcess process = ContenderProcess.Start([PeakArgument, contender, workspace.Folder, network.Key, rows.ToString(CultureInfo.InvariantCulture)]);
        return process.ReadNumber() / 1e6;
    }
}
