namespace EfficientNet.Weights.Pickle;

/// <summary>Values of a pickle in messages: never long, never with control characters.</summary>
internal static class PickleText
{
    private const int Longest = 100;

    public static string Printable(string text)
    {
        var shown = text.Length > Longest ? text[..Longest] + "..." : text;
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
