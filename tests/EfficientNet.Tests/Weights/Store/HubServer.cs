using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace EfficientNet.Tests.Weights;

/// <summary>
/// A hub of one file on this machine, over real connections. It answers honestly, ranges included, unless a test steps in with
/// <see cref="Answer"/>.
/// </summary>
internal sealed class HubServer : IAsyncDisposable
{
    public const string FirstCommit = "0123456789abcdef0123456789abcdef01234567";

    private readonly WebApplication _application;

    private HubServer(WebApplication application) => _application = application;

    /// <summary>What the file holds: a safetensors file of some hundred thousand bytes.</summary>
    public byte[] Content { get; set; } = SafetensorsOf(1);

    /// <summary>The commit that is announced.</summary>
    public string Commit { get; set; } = FirstCommit;

    /// <summary>Answers a request in place of the honest answer, or returns false to leave it to that.</summary>
    public Func<HttpContext, Task<bool>> Answer { get; set; } = _ => Task.FromResult(false);

    /// <summary>The file that a cut waits for: breaking a connection takes back what the other side has not read yet.</summary>
    public Func<string> Incomplete { get; set; } = () => "";

    /// <summary>Every request in its order: method, path, Range and Authorization (empty where there is none).</summary>
    public ConcurrentQueue<(string Method, string Path, string Range, string Authorization)> Requests { get; } = new();

    public string Address => _application.Urls.Single();

    public string Etag => Sha256(Content);

    public int Gets => Requests.Count(request => request.Method == "GET");

    public static async Task<HubServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        var server = new HubServer(application);
        application.Run(server.HandleAsync);
        await application.StartAsync();
        return server;
    }

    public static byte[] SafetensorsOf(byte filling)
    {
        const int Count = 100_000;
        var data = Enumerable.Repeat(filling, 4 * Count).ToArray();
        return SafetensorsBytes.Of($$$"""{"w":{"dtype":"F32","shape":[{{{Count}}}],"data_offsets":[0,{{{4 * Count}}}]}}""", data);
    }

    public static string Sha256(byte[] content) => Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant();

    /// <summary>The honest headers, from which a test's answer may then differ.</summary>
    public void Announce(HttpContext context)
    {
        context.Response.Headers["X-Repo-Commit"] = Commit;
        context.Response.Headers["X-Linked-Etag"] = $"\"{Etag}\"";
        context.Response.Headers["X-Linked-Size"] = Content.Length.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.ETag = $"\"{Etag}\"";
    }

    /// <summary>The honest answer to any request.</summary>
    public async Task AnswerHonestlyAsync(HttpContext context)
    {
        Announce(context);
        var start = Start(context);
        if (start > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {start}-{Content.Length - 1}/{Content.Length}";
        }

        context.Response.ContentLength = Content.Length - start;
        if (context.Request.Method == "GET")
        {
            await context.Response.Body.WriteAsync(Content.AsMemory(start), context.RequestAborted);
        }
    }

    /// <summary>Sends a part of what is announced and breaks the connection when that has arrived.</summary>
    /// <remarks>What is to change before the other side comes back must change in <paramref name="beforeTheCut"/>; behind it, it may be back already.</remarks>
    public async Task CutAsync(HttpContext context, int bytes, Action? beforeTheCut = null)
    {
        var (path, length) = (Incomplete(), Start(context) + bytes);
        await SendPartAsync(context, bytes);
        for (var file = new FileInfo(path); !file.Exists || file.Length < length; file.Refresh())
        {
            await Task.Delay(2, context.RequestAborted);
        }

        beforeTheCut?.Invoke();
        context.Abort();
    }

    /// <summary>Sends a part of what is announced and then nothing more, for as long as the other side waits.</summary>
    public async Task StallAsync(HttpContext context, int bytes)
    {
        await SendPartAsync(context, bytes);
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The other side has had enough.
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private static int Start(HttpContext context)
        => (int)(context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0);

    private async Task SendPartAsync(HttpContext context, int bytes)
    {
        var start = Start(context);
        Announce(context);
        if (start > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {start}-{Content.Length - 1}/{Content.Length}";
        }

        context.Response.ContentLength = Content.Length - start;
        await context.Response.Body.WriteAsync(Content.AsMemory(start, bytes));
        await context.Response.Body.FlushAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        Requests.Enqueue((context.Request.Method, context.Request.Path, headers[HeaderNames.Range].ToString(), headers.Authorization.ToString()));
        if (!await Answer(context))
        {
            await AnswerHonestlyAsync(context);
        }
    }
}
