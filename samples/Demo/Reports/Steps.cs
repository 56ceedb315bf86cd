using System.Diagnostics;
using Spectre.Console;

namespace EfficientNet.Demo.Reports;

/// <summary>Shows how far a long step is: a moving bar in a terminal, one line where the output goes to a file.</summary>
internal static class Steps
{
    /// <summary>Runs one step.</summary>
    /// <param name="description">What is being done, in a few words.</param>
    /// <param name="total">How many pictures it is about.</param>
    /// <param name="work">Does it, and tells how many pictures are done.</param>
    /// <returns>What <paramref name="work"/> returned.</returns>
    public static T Run<T>(string description, int total, Func<Action<int>, T> work)
    {
        if (AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Capabilities.Ansi)
        {
            return AnsiConsole.Progress()
                .Columns(
                    new TaskDescriptionColumn { Alignment = Justify.Left },
                    new ProgressBarColumn { Width = 24 },
                    new CountColumn("pictures"),
                    new ElapsedTimeColumn())
                .Start(context =>
                {
                    ProgressTask task = context.AddTask(Markup.Escape(description), maxValue: total);
                    T result = work(count => task.Value = count);
                    task.Value = total;
                    return result;
                });
        }

        var watch = Stopwatch.StartNew();
        T done = work(_ => { });
        AnsiConsole.WriteLine($"{description}: {total} pictures in {watch.Elapsed.TotalSeconds:0.0} s");
        return done;
    }

    /// <inheritdoc cref="Run{T}"/>
    public static void Run(string description, int total, Action<Action<int>> work)
        => Run(description, total, progress =>
        {
            work(progress);
            return true;
        });

    /// <summary>A headline over what follows.</summary>
    public static void Headline(string text)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule($"[bold]{Markup.Escape(text)}[/]") { Justification = Justify.Left, Style = Style.Parse("grey") });
    }
}
