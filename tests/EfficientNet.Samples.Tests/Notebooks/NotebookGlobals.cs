namespace EfficientNet.Samples.Tests.Notebooks;

/// <summary>What .NET's notebook kernel offers every C# cell by itself, as far as our notebooks use it.</summary>
public sealed class NotebookGlobals
{
    private readonly List<object> _displayed = [];

#pragma warning disable IDE1006, CA1822 // The kernel's own names.
    /// <summary>Marks a text as HTML.</summary>
    public HtmlContent HTML(string html) => new(html);

    /// <summary>Shows a value below the running cell.</summary>
    public void display(object value) => _displayed.Add(value);
#pragma warning restore IDE1006, CA1822

    /// <summary>What was displayed since the last call.</summary>
    internal IReadOnlyList<object> TakeDisplayed()
    {
        object[] taken = [.. _displayed];
        _displayed.Clear();
        return taken;
    }
}
