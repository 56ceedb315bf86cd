using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace EfficientNet.Samples.Tests.Notebooks;

/// <summary>Runs a notebook's C# cells in order, each in the state that the one before left, as the kernel does.</summary>
internal static class NotebookRunner
{
    /// <returns>What each code cell shows.</returns>
    /// <exception cref="NotebookCellException">A cell does not compile, or throws.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<NotebookOutput>>> RunAsync(Notebook notebook)
    {
        var globals = new NotebookGlobals();
        var outputs = new List<IReadOnlyList<NotebookOutput>>();

        // All that this process can load: the framework, and the packages that the cells ask for.
        string[] assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        ScriptState<object> state = await CSharpScript.RunAsync("", ScriptOptions.Default.WithReferences(assemblies), globals);
        foreach (NotebookCell cell in notebook.CodeCells)
        {
            try
            {
                state = await state.ContinueWithAsync(cell.Code);
            }
            catch (Exception exception)
            {
                throw new NotebookCellException($"The cell '{cell.Id}' failed: {exception.Message}", exception);
            }

            IEnumerable<object> shown = state.ReturnValue is null ? globals.TakeDisplayed() : [.. globals.TakeDisplayed(), state.ReturnValue];
            outputs.Add([.. shown.Select(NotebookOutput.From)]);
        }

        return outputs;
    }
}
