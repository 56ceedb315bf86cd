using Spectre.Console;
using Spectre.Console.Rendering;

namespace EfficientNet.Demo.Reports;

/// <summary>"17 of 240 pictures" beside a progress bar.</summary>
internal sealed class CountColumn(string things) : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        => new Text($"{task.Value:0} of {task.MaxValue:0} {things}");
}
