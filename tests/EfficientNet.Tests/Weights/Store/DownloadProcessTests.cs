using System.Diagnostics;

namespace EfficientNet.Tests.Weights;

/// <summary>Processes of their own, at one cache.</summary>
public sealed class DownloadProcessTests : IAsyncLifetime
{
    private readonly StoreFolder _folder = new();
    private HubServer _server = null!;

    public async Task InitializeAsync() => _server = await HubServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Two_processes_at_once_download_once()
    {
        var bothAsked = new TaskCompletionSource();
        _server.Answer = async context =>
        {
            if (_server.Requests.Count(request => request.Method == "HEAD") == 2)
            {
                bothAsked.TrySetResult();
            }

            if (context.Request.Method == "GET")
            {
                await bothAsked.Task.WaitAsync(TimeSpan.FromSeconds(8));
            }

            return false;
        };
        using var first = Start();
        using var second = Start();
        var paths = await Task.WhenAll(FinishAsync(first), FinishAsync(second));
        Assert.Equal([_folder.Snapshot(), _folder.Snapshot()], paths);
        Assert.Equal(1, _server.Gets);
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_process_that_is_killed_leaves_nothing_that_counts_and_holds_up_nobody()
    {
        var incomplete = new FileInfo(_folder.Blob(_server.Etag) + ".incomplete");
        _server.Answer = async context =>
        {
            if (context.Request.Method == "GET" && _server.Gets == 1)
            {
                await _server.StallAsync(context, 100_000);
                return true;
            }

            return false;
        };
        using var process = Start();
        for (; !incomplete.Exists || incomplete.Length < 100_000; incomplete.Refresh())
        {
            Assert.False(process.HasExited, "The process ended by itself.");
            await Task.Delay(5);
        }

        process.Kill();
        await process.WaitForExitAsync();
        _folder.AssertNothingCounts(mayResume: true);

        await _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0);
        Assert.Equal("bytes=100000-", _server.Requests.Last().Range);
        _folder.AssertWhole(_server);
    }

    private static async Task<string> FinishAsync(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return (await output).Trim();
    }

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EfficientNet.Downloader.dll"), StoreFolder.Id])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["HF_ENDPOINT"] = _server.Address,
            ["HF_HUB_CACHE"] = _folder.Root,
            ["HF_HUB_OFFLINE"] = "0",
            ["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1",
            ["NO_PROXY"] = "127.0.0.1",
        },
    })!;
}
