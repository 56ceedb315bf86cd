namespace EfficientNet.Samples.Tests.Notebooks;

/// <summary>One thing that a cell shows.</summary>
/// <param name="MediaType"><c>text/html</c> or <c>text/plain</c>.</param>
/// <param name="Text">Its content.</param>
internal sealed record NotebookOutput(string MediaType, string Text)
{
    public static NotebookOutput From(object value)
        => value is HtmlContent html ? new NotebookOutput("text/html", html.Html) : new NotebookOutput("text/plain", value.ToString() ?? "");
}
