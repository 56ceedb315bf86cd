namespace EfficientNet.Samples.Tests.Notebooks;

/// <summary>A notebook's cell does not compile, or throws; the message names the cell.</summary>
internal sealed class NotebookCellException(string message, Exception inner) : Exception(message, inner);
