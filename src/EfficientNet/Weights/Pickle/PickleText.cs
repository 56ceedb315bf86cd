namespace EfficientNet.Weights.Pickle;

/// <summary>Texts of a pickle: how long names may be, and values in messages, never long and never with control characters.</summary>
internal static class PickleText
{
    private const int LongestShown = 100;
    private const int LongestName = 1000;

    /// <summary>Refuses a name that would take long to look up, which a pickle can ask for any number of times.</summary>
    public static void CheckName(string name)
    {
        if (name.Length > LongestName)
        {
            throw new InvalidDataException($"the name '{Printable(name)}' is {name.Length} characters long, at most {LongestName} are expected");
        }
    }

    public static string Printable(string text)
    {
        var shown = text.Length > LongestShown ? text[..LongestShown] + "..." : text;
        return string.Concat(shown.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character));
    }

    public static string Describe(object? value) => value switch
    {
        null => "None",
        string => "a text",
        bool => "a truth value",
        byte[] => "bytes",
        PickleTuple => "a tuple",
        PickleList => "a list",
        PickleDictionary => "a dictionary",
        PickleGlobal global => $"'{global}'",
        StorageReference => "a storage",
        PickledTensor => "a tensor",
        _ => "a number",
    };
}
