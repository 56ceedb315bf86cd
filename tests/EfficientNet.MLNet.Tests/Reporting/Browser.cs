using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace EfficientNet.MLNet.Tests.Reporting;

/// <summary>
/// A headless Chromium or Chrome, driven by its DevTools protocol. It is found by EFFICIENTNET_BROWSER, else by its usual names on the PATH. Used by one
/// test at a time.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private static readonly string[] _names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly Channel<JsonNode> _answers = Channel.CreateUnbounded<JsonNode>();
    private readonly Channel<JsonNode> _events = Channel.CreateUnbounded<JsonNode>();
    private Task _reading = Task.CompletedTask;
    private string? _session;
    private int _lastId;

    private Browser(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>The program, or null where there is none.</summary>
    public static string? Program { get; } = Find();

    /// <summary>What the page and the browser complained about since the last page was opened.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>All addresses that were asked for since the last page was opened, but those that hold their content themselves.</summary>
    public List<string> Requests { get; } = [];

    public static async Task<Browser> Start()
    {
        string profile = Path.Combine(Path.GetTempPath(), $"efficientnet-tests-browser-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo(Program!) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in new[]
        {
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--remote-debugging-port=0",
            "--user-data-dir=" + profile, "about:blank",
        })
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        var browser = new Browser(process, profile);
        try
        {
            using var patience = new CancellationTokenSource(_patience);
            const string announcement = "DevTools listening on ";
            string? line;
            var said = new List<string>();
            do
            {
                line = await process.StandardError.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException($"{Program} ended before it listened: {string.Join(' ', said)}");
                said.Add(line);
            }
            while (!line.StartsWith(announcement, StringComparison.Ordinal));

            // Nobody reads what else it says, and it must not wait for somebody to.
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
            _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            await browser._socket.ConnectAsync(new Uri(line[announcement.Length..].Trim()), patience.Token);
            browser._reading = Task.Run(browser.ReadMessages);
            JsonNode target = await browser.Call("Target.createTarget", new() { ["url"] = "about:blank" });
            JsonNode attached = await browser.Call("Target.attachToTarget", new() { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true });
            browser._session = attached["sessionId"]!.GetValue<string>();
            foreach (string domain in new[] { "Page", "Runtime", "Log", "Network" })
            {
                await browser.Call(domain + ".enable");
            }

            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a file in a window of some width, light or dark, and waits until it is loaded and drawn.</summary>
    public async Task Open(string file, int width = 1280, int height = 900, bool isDark = false)
    {
        await Call("Page.navigate", new() { ["url"] = "about:blank" });
        await Call("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await SetScheme(isDark ? "dark" : "light");
        Complaints.Clear();
        Requests.Clear();
        while (_events.Reader.TryRead(out _))
        {
        }

        await Call("Page.navigate", new() { ["url"] = new Uri(file).AbsoluteUri });
        using var patience = new CancellationTokenSource(_patience);
        for (bool isLoaded = false; !isLoaded;)
        {
            JsonNode each = await _events.Reader.ReadAsync(patience.Token);
            Note(each);
            isLoaded = each["method"]!.GetValue<string>() == "Page.loadEventFired";
        }

        await Evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
        while (_events.Reader.TryRead(out JsonNode? each))
        {
            Note(each);
        }
    }

    /// <summary>Changes the system's colours, or the screen for paper, and waits until the page is drawn again.</summary>
    public async Task Change(string scheme, string media = "screen")
    {
        await SetScheme(scheme, media);
        await Evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
    }

    /// <summary>The value of an expression, waited for if it is a promise.</summary>
    public async Task<JsonNode?> Evaluate(string expression)
    {
        JsonNode answer = await Call("Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        return answer["exceptionDetails"] is { } problem
            ? throw new InvalidOperationException(problem.ToJsonString())
            : answer["result"]!["value"];
    }

    /// <summary>Saves the whole page as a PNG.</summary>
    public async Task Photograph(string path)
    {
        JsonNode answer = await Call("Page.captureScreenshot", new() { ["format"] = "png", ["captureBeyondViewport"] = true });
        await File.WriteAllBytesAsync(path, Convert.FromBase64String(answer["data"]!.GetValue<string>()));
    }

    /// <summary>Saves the page as it would be printed, as a PDF.</summary>
    public async Task Print(string path)
    {
        JsonNode answer = await Call("Page.printToPDF", new() { ["printBackground"] = true });
        await File.WriteAllBytesAsync(path, Convert.FromBase64String(answer["data"]!.GetValue<string>()));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        using var patience = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(patience.Token);
        _process.Dispose();
        await _reading;
        _socket.Dispose();
        for (int tries = 0; Directory.Exists(_profile) && tries < 10; tries++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Its last processes may still be writing.
                await Task.Delay(100);
            }
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("EFFICIENTNET_BROWSER") is { Length: > 0 } chosen)
        {
            return chosen;
        }

        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string ending = OperatingSystem.IsWindows() ? ".exe" : "";
        return _names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name + ending))).FirstOrDefault(File.Exists);
    }

    private Task SetScheme(string scheme, string media = "screen") => Call("Emulation.setEmulatedMedia", new()
    {
        ["media"] = media,
        ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
    });

    private void Note(JsonNode message)
    {
        JsonNode values = message["params"]!;
        switch (message["method"]!.GetValue<string>())
        {
            case "Network.requestWillBeSent":
                string address = values["request"]!["url"]!.GetValue<string>();
                if (!address.StartsWith("data:", StringComparison.Ordinal))
                {
                    Requests.Add(address);
                }

                break;
            case "Runtime.exceptionThrown":
            case "Runtime.consoleAPICalled":
            case "Log.entryAdded":
            case "Page.javascriptDialogOpening":
                Complaints.Add(message.ToJsonString());
                break;
        }
    }

    private async Task<JsonNode> Call(string method, JsonObject? values = null)
    {
        int id = ++_lastId;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = values ?? [] };
        if (_session is not null)
        {
            message["sessionId"] = _session;
        }

        using var patience = new CancellationTokenSource(_patience);
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        while (true)
        {
            JsonNode answer = await _answers.Reader.ReadAsync(patience.Token);
            if (answer["id"]!.GetValue<int>() == id)
            {
                return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer["error"]?.ToJsonString()}");
            }
        }
    }

    private async Task ReadMessages()
    {
        byte[] buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                message.Write(buffer, 0, received.Count);
                if (received.EndOfMessage)
                {
                    JsonNode node = JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!;
                    message.SetLength(0);
                    (node["id"] is null ? _events : _answers).Writer.TryWrite(node);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or JsonException or ObjectDisposedException)
        {
            // The browser has ended; whoever still waits for an answer is told so.
            _answers.Writer.TryComplete(exception);
            _events.Writer.TryComplete(exception);
        }
    }
}
