namespace EfficientNet.Benchmarks.Measuring;

/// <summary>
/// Lets contenders take turns, round by round, each in its own process and never two at once. Every round begins with another one, so that none
/// always runs behind the same other.
/// </summary>
internal static class Race
{
    /// <param name="racers">Who takes part.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="say">Is told what is going on.</param>
    /// <returns>By name, the milliseconds a picture of every round; without optional contenders that could not start.</returns>
    public static IReadOnlyDictionary<string, Sample> Run(IReadOnlyList<Racer> racers, int rounds, Action<string> say)
    {
        var running = new List<(Racer Racer, ContenderProcess Process, double[] Times)>();
        try
        {
            // One after the other: nobody warms up beside somebody else.
            foreach (Racer racer in racers)
            {
                say($"{racer.Name} gets ready");
                ContenderProcess process = racer.Start();
                running.Add((racer, process, new double[rounds]));
                try
                {
                    process.WaitUntilReady();
                }
                catch (BenchException exception) when (racer.IsOptional)
                {
                    say($"{racer.Name} is left out: {exception.Message}");
                    running.RemoveAt(running.Count - 1);
                    process.Dispose();
                }
            }

            for (int round = 0; round < rounds; round++)
            {
                say($"round {round + 1} of {rounds}");
                for (int turn = 0; turn < running.Count; turn++)
                {
                    (Racer racer, ContenderProcess process, double[] times) = running[(round + turn) % running.Count];
                    times[round] = 1000 * process.Run(racer.Count) / racer.Count;
                }
            }

            return running.ToDictionary(each => each.Racer.Name, each => new Sample(each.Times));
        }
        finally
        {
            running.ForEach(each => each.Process.Dispose());
        }
    }
}
