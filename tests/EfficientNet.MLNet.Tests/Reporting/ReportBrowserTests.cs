using System.Text.Json.Nodes;
using EfficientNet.MLNet.Reporting;
using EfficientNet.Testing;
using EfficientNet.Training;
using Microsoft.ML;
using Xunit;

namespace EfficientNet.MLNet.Tests.Reporting;

/// <summary>Looks at reports in a real browser. Reports and screenshots stay in artifacts/report.</summary>
public sealed class ReportBrowserTests(ReportBrowserTests.OneBrowser fixture) : IClassFixture<ReportBrowserTests.OneBrowser>, IDisposable
{
    private readonly Pictures _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("full", 1280, false)]
    [InlineData("full", 1280, true)]
    [InlineData("full", 360, false)]
    [InlineData("odd", 1280, false)]
    [InlineData("odd", 360, true)]
    [InlineData("large", 1280, false)]
    [InlineData("large", 360, false)]
    [InlineData("least", 1280, false)]
    public async Task Is_drawn_whole_and_quietly(string sample, int width, bool isDark)
    {
        Browser browser = Ready();
        string file = Artifact($"report-{sample}.html");
        ReportWriter.Write(Sample(sample), file);

        await browser.Open(file, width, isDark: isDark);
        await browser.Photograph(Artifact($"report-{sample}-{width}-{(isDark ? "dark" : "light")}.png"));

        Assert.Empty(browser.Complaints);
        Assert.Equal([new Uri(file).AbsoluteUri], browser.Requests);
        Assert.Equal(width, (int)(await browser.Evaluate("document.documentElement.scrollWidth"))!);
        Assert.Equal("undefined", (string)(await browser.Evaluate("typeof window.broken"))!);
        foreach (JsonNode? canvas in (await Canvases(browser)).AsArray())
        {
            // A chart has at least its grid, its text and one series; an empty canvas has one colour.
            Assert.True((int)canvas!["colours"]! > 8, canvas.ToJsonString());
            Assert.True((int)canvas["drawn"]! > 200, canvas.ToJsonString());
        }
    }

    [SkippableFact]
    public async Task Draws_all_charts_of_a_full_report()
    {
        Browser browser = Ready();

        await browser.Open(Write(ReportSamples.Full()));

        Assert.Equal(
            ["chart-pictures", "chart-loss", "chart-accuracy", "chart-l2", "chart-classes", "chart-reliability", "chart-probabilities"],
            (await Canvases(browser)).AsArray().Select(canvas => (string)canvas!["id"]!));
    }

    [SkippableFact]
    public async Task Shows_names_as_they_are()
    {
        Browser browser = Ready();

        await browser.Open(Write(Sample("odd")));

        string[] shown = [.. (await browser.Evaluate("Array.from(document.querySelectorAll('#data tbody th'), cell => cell.textContent)"))!.AsArray().Select(each => (string)each!)];
        Assert.Equal(ReportSamples.OddNames.Select(ReportText.Name), shown);
        Assert.Contains("<img src=x onerror=\"window.broken = 1\">", shown);
        string[] labels = [.. (await browser.Evaluate("Chart.getChart('chart-pictures').data.labels"))!.AsArray().Select(each => (string)each!)];
        Assert.Equal(shown, labels);
    }

    [SkippableFact]
    public async Task Pictures_are_shown()
    {
        Browser browser = Ready();

        await browser.Open(Write(ReportSamples.Full()));

        Assert.Equal((4 * 6) + 7 + 6 + 6, (int)(await browser.Evaluate("document.images.length"))!);
        Assert.Equal(0, (int)(await browser.Evaluate("Array.from(document.images).filter(image => image.naturalWidth === 0 || image.alt === '').length"))!);
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_stands_out_from_what_is_behind_it(bool isDark)
    {
        Browser browser = Ready();

        await browser.Open(Write(ReportSamples.Full()), isDark: isDark);

        // The Web Content Accessibility Guidelines ask for a contrast of 4.5.
        JsonArray weak = (await browser.Evaluate(ContrastScript))!.AsArray();
        Assert.True(weak.Count == 0, weak.ToJsonString());
    }

    [SkippableFact]
    public async Task Follows_the_system_from_light_to_dark_while_it_is_open()
    {
        Browser browser = Ready();
        await browser.Open(Write(ReportSamples.Full()));
        string light = (string)(await browser.Evaluate(ColourOfLoss))!;

        await browser.Change("dark");

        Assert.NotEqual(light, (string)(await browser.Evaluate(ColourOfLoss))!);
    }

    [SkippableFact]
    public async Task Is_printed_in_light_colours()
    {
        Browser browser = Ready();
        await browser.Open(Write(ReportSamples.Full()));
        string light = (string)(await browser.Evaluate(ColourOfLoss))!;

        await browser.Change("dark", media: "print");

        Assert.Equal(light, (string)(await browser.Evaluate(ColourOfLoss))!);
        Assert.Equal("rgb(255, 255, 255)", (string)(await browser.Evaluate("getComputedStyle(document.body).backgroundColor"))!);

        string file = Artifact("report-full.pdf");
        await browser.Print(file);

        Assert.Equal("%PDF"u8.ToArray(), File.ReadAllBytes(file)[..4]);
        Assert.Empty(browser.Complaints);
    }

    [SkippableFact]
    public async Task Without_charts_there_are_tables()
    {
        Browser browser = Ready(needsCharts: false);
        string file = Path.Combine(_folder.Folder, "report.html");
        File.WriteAllText(file, ReportPage.Of(ReportSamples.Full(), charts: null));

        await browser.Open(file);
        await browser.Photograph(Artifact("report-without-charts.png"));

        Assert.Empty(browser.Complaints);
        Assert.Equal(0, (int)(await browser.Evaluate("document.querySelectorAll('canvas, script').length"))!);
        Assert.Contains("EfficientNetReportCharts", (string)(await browser.Evaluate("document.body.innerText"))!, StringComparison.Ordinal);
        Assert.Contains("Loss and accuracy by iteration", (string)(await browser.Evaluate("document.body.innerText"))!, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_real_training_can_be_looked_at()
    {
        Browser browser = Ready();
        string photographs = SharedFiles.RequireOrSkip("data", "hymenoptera", "train");
        (IReadOnlyList<LabeledImage> training, IReadOnlyList<LabeledImage> validation) = Hymenoptera(photographs);
        var ml = new MLContext(seed: 1);
        var keys = ml.Transforms.Conversion.MapValueToKey("Label").Fit(ml.Data.LoadFromEnumerable(training));
        using EfficientNetClassificationModel model = ml.MulticlassClassification.Trainers.EfficientNetClassification(new EfficientNetClassificationOptions
        {
            InputColumnName = "ImagePath",
            ValidationSet = keys.Transform(ml.Data.LoadFromEnumerable(validation)),
            BrokenPictures = BrokenPicturePolicy.Skip,
            AugmentedViews = 1,
            Cache = new FeatureCacheOptions { Folder = Path.Combine(_folder.Folder, "cache") },
        }).Fit(keys.Transform(ml.Data.LoadFromEnumerable(training)));

        string file = Artifact("report-hymenoptera.html");
        model.SaveReport(file);
        await browser.Open(file);
        await browser.Photograph(Artifact("report-hymenoptera.png"));

        Assert.Empty(browser.Complaints);
        Assert.Equal([new Uri(file).AbsoluteUri], browser.Requests);
        Assert.Equal(2, (int)(await browser.Evaluate("document.querySelectorAll('#data tbody tr').length"))!);
        Assert.Equal(12, (int)(await browser.Evaluate("document.querySelectorAll('#data img').length"))!);
        string text = (string)(await browser.Evaluate("document.body.innerText"))!;
        Assert.Contains("cut.jpg", text, StringComparison.Ordinal);
        Assert.Contains("in training and validation", text, StringComparison.Ordinal);
        Assert.Contains("apache-2.0", text, StringComparison.OrdinalIgnoreCase);
        int wrong = (int)(await browser.Evaluate("document.querySelectorAll('#mistakes .card').length"))!;
        Assert.Equal(2 * wrong, (int)(await browser.Evaluate("Array.from(document.querySelectorAll('#mistakes img')).filter(image => image.naturalWidth > 0).length"))!);
        Assert.InRange(new FileInfo(file).Length, 300_000, 8_000_000);
    }

    private const string ColourOfLoss = "Chart.getChart('chart-loss').data.datasets[0].borderColor";

    private const string ContrastScript = """
        (() => {
            const parse = text => { const parts = text.match(/[\d.]+/g).map(Number); return parts.length === 3 ? [...parts, 1] : parts; };
            const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
            const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
            const behind = element => {
                if (element === null) { return [255, 255, 255]; }
                const colour = parse(getComputedStyle(element).backgroundColor);
                return colour[3] === 1 ? colour : over(colour, behind(element.parentElement));
            };
            const weak = [];
            for (const element of document.querySelectorAll("body *")) {
                const hasText = Array.from(element.childNodes).some(node => node.nodeType === 3 && node.textContent.trim() !== "");
                if (!hasText || element.tagName === "SCRIPT" || element.tagName === "STYLE") { continue; }
                const back = behind(element);
                const text = over(parse(getComputedStyle(element).color), back);
                const [high, low] = [light(text), light(back)].sort((a, b) => b - a);
                const contrast = (high + 0.05) / (low + 0.05);
                if (contrast < 4.5) { weak.push(`${element.tagName}.${element.className} '${element.textContent.slice(0, 30)}' ${contrast.toFixed(2)}`); }
            }
            return weak;
        })()
        """;

    private static Task<JsonNode> Canvases(Browser browser) => browser.Evaluate("""
        Array.from(document.querySelectorAll("canvas"), canvas => {
            const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer);
            return { id: canvas.id, width: canvas.width, height: canvas.height, colours: new Set(pixels).size, drawn: pixels.filter(pixel => pixel !== 0).length };
        })
        """)!;

    private static string Artifact(string name)
        => Path.Combine(Directory.CreateDirectory(Path.Combine(SharedFiles.RepositoryRoot(), "artifacts", "report")).FullName, name);

    // Every third photograph is held back; one stands in both sets, one under the wrong label, one is cut off.
    private (List<LabeledImage> Training, List<LabeledImage> Validation) Hymenoptera(string folder)
    {
        IReadOnlyList<LabeledImage> all = ImageFolder.Read(folder);
        List<LabeledImage> training = [.. all.Where((_, index) => index % 3 != 0)];
        List<LabeledImage> validation = [.. all.Where((_, index) => index % 3 == 0)];
        byte[] bytes = File.ReadAllBytes(training[0].ImagePath);
        validation.Add(new LabeledImage { ImagePath = _folder.Write("a copy.jpg", bytes), Label = training[0].Label });
        validation.Add(new LabeledImage { ImagePath = training[1].ImagePath, Label = all[^1].Label });
        training.Add(new LabeledImage { ImagePath = _folder.Write("cut.jpg", bytes[..^100]), Label = training[0].Label });
        return (training, validation);
    }

    private static ReportContent Sample(string name) => name switch
    {
        "full" => ReportSamples.Full(),
        "odd" => ReportSamples.Full(ReportSamples.OddNames),
        "large" => ReportSamples.Large(),
        _ => ReportSamples.Least(),
    };

    private Browser Ready(bool needsCharts = true)
    {
        Skip.If(fixture.Browser is null, "There is no Chromium or Chrome on the PATH; EFFICIENTNET_BROWSER can name one.");
        Skip.If(needsCharts && ReportAssets.Charts is null, "The library was built without charts (EfficientNetReportCharts=false).");
        return fixture.Browser!;
    }

    private string Write(ReportContent content)
    {
        string file = Path.Combine(_folder.Folder, "report.html");
        ReportWriter.Write(content, file);
        return file;
    }

    /// <summary>The browser of all these tests, which run one after the other.</summary>
    public sealed class OneBrowser : IAsyncLifetime
    {
        internal Browser? Browser { get; private set; }

        public async Task InitializeAsync() => Browser = Reporting.Browser.Program is null ? null : await Reporting.Browser.Start();

        public async Task DisposeAsync()
        {
            if (Browser is not null)
            {
                await Browser.DisposeAsync();
            }
        }
    }
}
