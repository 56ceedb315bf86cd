using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EfficientNet.Samples.Tests.Notebooks;

/// <summary>A Jupyter notebook file.</summary>
internal sealed class Notebook
{
    private static readonly JsonSerializerOptions _layout = new()
    {
        // As Jupyter writes it, so that a run elsewhere changes outputs only.
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _file;
    private readonly JsonNode _content;

    private Notebook(string file)
    {
        _file = file;
        _content = JsonNode.Parse(File.ReadAllText(file))!;
        CodeCells = [.. _content["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code").Select(cell => new NotebookCell(cell!))];
    }

    public IReadOnlyList<NotebookCell> CodeCells { get; }

    public string KernelName => (string)_content["metadata"]!["kernelspec"]!["name"]!;

    public static Notebook Open(string file) => new(file);

    /// <summary>Writes the notebook with other outputs, one list a code cell.</summary>
    public void Save(IReadOnlyList<IReadOnlyList<NotebookOutput>> outputs)
    {
        for (int index = 0; index < CodeCells.Count; index++)
        {
            CodeCells[index].Store(index + 1, outputs[index]);
        }

        File.WriteAllText(_file, _content.ToJsonString(_layout) + "\n");
    }
}
