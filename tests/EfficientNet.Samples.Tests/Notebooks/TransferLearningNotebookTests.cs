using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EfficientNet.Testing;

namespace EfficientNet.Samples.Tests.Notebooks;

public sealed partial class TransferLearningNotebookTests
{
    private static string NotebookFile => Path.Combine(SharedFiles.RepositoryRoot(), "notebooks", "transfer-learning.ipynb");

    /// <summary>Set the variable UPDATE_NOTEBOOKS to 1 to store this run's outputs in the notebook.</summary>
    [Fact]
    public async Task Its_cells_run_in_order_and_teach_what_they_say()
    {
        Notebook notebook = Notebook.Open(NotebookFile);

        IReadOnlyList<IReadOnlyList<NotebookOutput>> outputs = await NotebookRunner.RunAsync(notebook);

        Dictionary<string, IReadOnlyList<NotebookOutput>> shown = notebook.CodeCells.Zip(outputs).ToDictionary(pair => pair.First.Id, pair => pair.Second);
        Assert.Equal("160 pictures of 4 classes in shapes/", Assert.Single(shown["draw"]).Text);
        Assert.Equal(20, Images(Assert.Single(shown["look"])));
        Assert.Equal(2, shown["test"].Count);
        double accuracy = double.Parse(AccuracyLine().Match(shown["test"][0].Text).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(accuracy > 80, shown["test"][0].Text);
        Assert.Equal(accuracy, MatrixAccuracy(shown["test"][1]), tolerance: 0.051);
        Assert.Equal(10, Images(Assert.Single(shown["mistakes"])));
        Match equal = EqualLine().Match(Assert.Single(shown["save"]).Text);
        Assert.True(equal.Success, shown["save"][0].Text);
        Assert.Equal(equal.Groups[2].Value, equal.Groups[1].Value);

        Assert.Equal(2, shown["trainer"].Count);
        Assert.True(double.Parse(AccuracyLine().Match(shown["trainer"][0].Text).Groups[1].Value, CultureInfo.InvariantCulture) > 80, shown["trainer"][0].Text);
        Assert.Equal(4, Images(shown["trainer"][1]));

        if (Environment.GetEnvironmentVariable("UPDATE_NOTEBOOKS") == "1")
        {
            notebook.Save(outputs);
        }

        Assert.Equal(
            outputs.Select(list => string.Join(' ', list.Select(output => output.MediaType))),
            notebook.CodeCells.Select(cell => string.Join(' ', cell.StoredOutputs.Select(output => output.MediaType))));
    }

    [Fact]
    public void It_is_small_stored_in_order_and_for_the_csharp_kernel()
    {
        Notebook notebook = Notebook.Open(NotebookFile);

        Assert.Equal(".net-csharp", notebook.KernelName);
        Assert.Equal(Enumerable.Range(1, notebook.CodeCells.Count), notebook.CodeCells.Select(cell => cell.ExecutionCount ?? 0));
        Assert.True(new FileInfo(NotebookFile).Length < 700_000, "Pictures in outputs must be few and small.");
        Assert.DoesNotContain(notebook.CodeCells.SelectMany(cell => cell.StoredOutputs), output => output.Text.Contains(Path.GetTempPath(), StringComparison.Ordinal));
    }

    [Fact]
    public void It_asks_for_the_packages_of_this_repository()
    {
        Dictionary<string, string> asked = Notebook.Open(NotebookFile).CodeCells.SelectMany(cell => cell.Packages).ToDictionary(package => package.Name, package => package.Version);
        XDocument properties = XDocument.Load(Path.Combine(SharedFiles.RepositoryRoot(), "Directory.Build.props"));
        XDocument versions = XDocument.Load(Path.Combine(SharedFiles.RepositoryRoot(), "Directory.Packages.props"));

        Assert.Equal(properties.Descendants("Version").Single().Value, asked["EfficientNet.MLNet"]);
        Assert.Equal(versions.Descendants("PackageVersion").Single(version => (string?)version.Attribute("Include") == "Microsoft.ML").Attribute("Version")!.Value, asked["Microsoft.ML"]);
    }

    private static int Images(NotebookOutput output)
    {
        Assert.Equal("text/html", output.MediaType);
        return output.Text.Split("<img src='data:image/png;base64,").Length - 1;
    }

    /// <summary>The diagonal's share of all counts in the table, in percent.</summary>
    private static double MatrixAccuracy(NotebookOutput output)
    {
        Assert.Equal("text/html", output.MediaType);
        double[][] rows = [.. XElement.Parse(output.Text).Elements("tr").Skip(1)
            .Select(row => row.Elements("td").Select(cell => double.Parse(cell.Value, CultureInfo.InvariantCulture)).ToArray())];
        Assert.All(rows, row => Assert.Equal(rows.Length, row.Length));
        return 100 * rows.Select((row, index) => row[index]).Sum() / rows.Sum(row => row.Sum());
    }

    [GeneratedRegex(@"Accuracy on held-out pictures: (\d+\.\d) ?%")]
    private static partial Regex AccuracyLine();

    [GeneratedRegex(@"^(\d+) of (\d+) pictures get the same scores")]
    private static partial Regex EqualLine();
}
