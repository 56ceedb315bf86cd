namespace EfficientNet.Demo;

/// <summary>What was asked for on the command line.</summary>
internal sealed record DemoOptions
{
    public const string Usage = """
        Trains a picture classifier on EfficientNet features, saves it, loads it in a
        second process and predicts.

        Usage: dotnet run build.cs -- demo [OPTIONS]

          --data FOLDER     your own pictures, one folder of them a class; without it
                            the demo draws its own
          --pictures N      how many pictures a class the demo draws (default: 60)
          --output FOLDER   where pictures and model go (default: artifacts/demo)
          --help            this text
        """;

    /// <summary>The user's folder of pictures; null for drawn ones.</summary>
    public string? Data { get; private init; }

    /// <summary>How many pictures a class are drawn.</summary>
    public int Pictures { get; private init; } = 60;

    /// <summary>Where pictures and model go; null for the usual place.</summary>
    public string? Output { get; private init; }

    /// <summary>Whether only the usage is wanted.</summary>
    public bool Help { get; private init; }

    /// <exception cref="DemoException">An argument is unknown or lacks its value.</exception>
    public static DemoOptions Parse(string[] arguments)
    {
        var options = new DemoOptions();
        for (int index = 0; index < arguments.Length; index++)
        {
            string name = arguments[index];
            string Value() => ++index < arguments.Length ? arguments[index] : throw new DemoException($"{name} needs a value. See --help.");
            options = name switch
            {
                "--data" => options with { Data = Value() },
                "--pictures" => options with { Pictures = ParseCount(Value()) },
                "--output" => options with { Output = Value() },
                "--help" or "-h" or "-?" => options with { Help = true },
                _ => throw new DemoException($"'{name}' is not an option of the demo. See --help."),
            };
        }

        return options;
    }

    private static int ParseCount(string text)
        => int.TryParse(text, out int count) && count is >= 8 and <= 10_000
            ? count
            : throw new DemoException($"--pictures is '{text}', expected a number from 8 to 10000.");
}
