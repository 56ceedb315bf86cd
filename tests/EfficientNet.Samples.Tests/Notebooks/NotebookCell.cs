using System.Text.Json.Nodes;

namespace EfficientNet.Samples.Tests.Notebooks;

/// <summary>A code cell of a notebook.</summary>
internal sealed class NotebookCell(JsonNode content)
{
    private const string PackagePrefix = "#r \"nuget: ";

    public string Id => (string)content["id"]!;

    public int? ExecutionCount => (int?)content["execution_count"];

    /// <summary>The outputs that the file holds.</summary>
    public IReadOnlyList<NotebookOutput> StoredOutputs =>
    [
        .. from output in content["outputs"]!.AsArray()
           from data in output!["data"]!.AsObject()
           select new NotebookOutput(data.Key, Joined(data.Value!)),
    ];

    /// <summary>The packages it asks for: name and version.</summary>
    public IEnumerable<(string Name, string Version)> Packages =>
        from line in Lines
        where line.StartsWith(PackagePrefix, StringComparison.Ordinal)
        let parts = line[PackagePrefix.Length..].Trim().TrimEnd('"').Split(',', StringSplitOptions.TrimEntries)
        select (parts[0], parts[1]);

    /// <summary>The C# without the requests for packages, which only the kernel understands.</summary>
    public string Code => string.Join('\n', Lines.Select(line => line.StartsWith(PackagePrefix, StringComparison.Ordinal) ? "" : line));

    private string[] Lines => Joined(content["source"]!).Split('\n');

    public void Store(int executionCount, IReadOnlyList<NotebookOutput> outputs)
    {
        content["execution_count"] = executionCount;
        content["outputs"] = new JsonArray([.. outputs.Select(output => new JsonObject
        {
            ["data"] = new JsonObject { [output.MediaType] = new JsonArray(output.Text) },
            ["metadata"] = new JsonObject(),
            ["output_type"] = "display_data",
        })]);
    }

    // Jupyter writes a text as one string or as a list of lines.
    private static string Joined(JsonNode text) => text is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)text!;
}
