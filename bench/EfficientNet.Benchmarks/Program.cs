using EfficientNet.Benchmarks;
using EfficientNet.Benchmarks.Measuring;

if (args is [ContenderHost.Argument, ..])
{
    ContenderHost.Run(args);
    return 0;
}

if (SingleRun.TryRun(args))
{
    return 0;
}

try
{
    BenchOptions options = BenchOptions.Parse(args, [.. Bench.Questions.Select(question => question.Key)]);
    if (options.Help)
    {
        Console.WriteLine(BenchOptions.Usage);
        return 0;
    }

    return Bench.Run(options);
}
catch (Exception exception) when (exception is BenchException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
