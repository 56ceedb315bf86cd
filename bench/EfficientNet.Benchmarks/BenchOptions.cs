using System.Globalization;
using EfficientNet.Benchmarks.Measuring;

namespace EfficientNet.Benchmarks;

/// <summary>What was asked for on the command line.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        Measures this library against others and prints ratios.

        Usage: dotnet run build.cs -- bench [WHAT ...] [OPTIONS]

          WHAT              b0 | lite0 | v2-b0 | settings | pictures | start-up | head | memory
                            (default: all)
          --rounds N        rounds, in which all contenders take turns (default: 5)
          --rows N          rows of a data view in a round, photographs as files (default: 1000); what has
                            no run-up does a part of them
          --memory-rows N   rows of the larger of the two data views whose memory is compared (default: 20000)
          --photos FOLDER   the photographs (default: ../shared/reference/photos; without it drawn ones)
          --quick           3 rounds of 100 rows, memory at 1000: a look, not a result
          --help            this text
        """;

    /// <summary>The keys of the questions to answer; empty for all.</summary>
    public IReadOnlyList<string> Questions { get; private init; } = [];

    /// <summary>How often every contender is measured.</summary>
    public int Rounds { get; private init; } = 5;

    /// <summary>Rows of a data view in one round.</summary>
    public int Rows { get; private init; } = 1000;

    /// <summary>Rows of the data view whose peak of memory is compared with that of <see cref="Rows"/>.</summary>
    public int MemoryRows { get; private init; } = 20_000;

    /// <summary>The user's folder of photographs; null for the usual ones.</summary>
    public string? Photos { get; private init; }

    /// <summary>Whether only the usage is wanted.</summary>
    public bool Help { get; private init; }

    /// <param name="arguments">The command line.</param>
    /// <param name="questions">The keys that may be asked for.</param>
    /// <exception cref="BenchException">An argument is unknown or lacks its value.</exception>
    public static BenchOptions Parse(string[] arguments, IReadOnlyCollection<string> questions)
    {
        var options = new BenchOptions();
        if (arguments.Contains("--quick"))
        {
            options = options with { Rounds = 3, Rows = 100, MemoryRows = 1000 };
        }

        for (int index = 0; index < arguments.Length; index++)
        {
            string name = arguments[index];
            string Value() => ++index < arguments.Length ? arguments[index] : throw new BenchException($"{name} needs a value. See --help.");
            options = name switch
            {
                "--rounds" => options with { Rounds = ParseCount(name, Value()) },
                "--rows" => options with { Rows = ParseCount(name, Value()) },
                "--memory-rows" => options with { MemoryRows = ParseCount(name, Value()) },
                "--photos" => options with { Photos = Value() },
                "--quick" => options,
                "--help" or "-h" or "-?" => options with { Help = true },
                _ when questions.Contains(name) => options with { Questions = [.. options.Questions, name] },
                _ => throw new BenchException($"'{name}' is neither an option nor one of {string.Join(", ", questions)}. See --help."),
            };
        }

        return options;
    }

    private static int ParseCount(string name, string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= 1_000_000
            ? count
            : throw new BenchException($"{name} is '{text}', expected a number from 1 to 1000000.");
}
