using System.Diagnostics;
using System.Globalization;
using EfficientNet.Benchmarks.Contenders;
using EfficientNet.Benchmarks.Material;

namespace EfficientNet.Benchmarks.Measuring;

/// <summary>
/// The child's side: makes one contender, warms it up, says <c>ready</c>, then answers each line with a number by the seconds that so many
/// pictures took. Ends with its input.
/// </summary>
internal static class ContenderHost
{
    public const string Argument = "--contender";

    /// <summary>What the child is started with.</summary>
    public static string[] Arguments(string contender, Workspace workspace, BenchedNetwork network, int warmUp)
        => [Argument, contender, workspace.Folder, network.Key, warmUp.ToString(CultureInfo.InvariantCulture)];

    public static void Run(string[] arguments)
    {
        using Contender contender = ContenderCatalog.Create(arguments[1], Workspace.Open(arguments[2]), BenchedNetwork.Parse(arguments[3]));
        contender.Run(int.Parse(arguments[4], CultureInfo.InvariantCulture));
        Console.WriteLine(ContenderProcess.Ready);
        while (Console.ReadLine() is { } line)
        {
            int count = int.Parse(line, CultureInfo.InvariantCulture);
            long start = Stopwatch.GetTimestamp();
            contender.Run(count);
            Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
