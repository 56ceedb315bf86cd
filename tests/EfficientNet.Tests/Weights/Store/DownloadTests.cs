using EfficientNet.Weights;
using Microsoft.AspNetCore.Http;

namespace EfficientNet.Tests.Weights;

public sealed class DownloadTests : IAsyncLifetime
{
    private readonly StoreFolder _folder = new();
    private HubServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await HubServer.StartAsync();
        _server.Incomplete = () => _folder.Blob(_server.Etag) + ".incomplete";
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_downloaded_into_the_layout_that_python_reads()
    {
        var path = await _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0);

        Assert.Equal(_folder.Snapshot(), path);
        _folder.AssertWhole(_server);
        Assert.Equal(Path.Combine("..", "..", "blobs", _server.Etag), new FileInfo(path).LinkTarget);
        Assert.True(File.Exists(Path.Combine(_folder.Root, ".locks", "models--timm--" + StoreFolder.Id, _server.Etag + ".lock")));
        Assert.All(_server.Requests, request => Assert.Equal($"/timm/{StoreFolder.Id}/resolve/main/model.safetensors", request.Path));
    }

    [Fact]
    public async Task Weights_are_opened_and_the_hub_is_asked_only_once()
    {
        using (var weights = await _folder.Store(_server.Address).OpenAsync(StoreFolder.Id))
        {
            Assert.Equal((StoreFolder.B0, _folder.Snapshot()), (weights.Configuration, weights.Path));
            Assert.Equal(100_000, weights.Tensors.Tensors["w"].Count);
        }

        var asked = _server.Requests.Count;
        using var again = await _folder.Store(_server.Address).OpenAsync(StoreFolder.Id);
        Assert.Equal(asked, _server.Requests.Count);
    }

    [Fact]
    public async Task Progress_grows_and_ends_with_the_whole_file()
    {
        _server.Answer = async context =>
        {
            if (context.Request.Method == "GET" && _server.Gets == 1)
            {
                await _server.CutAsync(context, 300_000);
                return true;
            }

            return false;
        };
        var seen = new Reports();
        await _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0, seen);

        Assert.All(seen.Values, report => Assert.Equal((StoreFolder.Id, (long)_server.Content.Length), (report.Id, report.TotalBytes)));
        Assert.Equal(seen.Values.Order(Comparer<DownloadProgress>.Create((a, b) => a.BytesReceived.CompareTo(b.BytesReceived))), seen.Values);
        Assert.Equal(_server.Content.Length, seen.Values[^1].BytesReceived);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Redirections_on_the_hub_itself_are_followed(bool isAbsolute)
    {
        _server.Answer = context =>
        {
            if (!context.Request.Path.StartsWithSegments("/moved"))
            {
                context.Response.Redirect((isAbsolute ? _server.Address : "") + "/moved/here", permanent: false, preserveMethod: true);
                return Task.FromResult(true);
            }

            return Task.FromResult(false);
        };
        await _folder.Store(_server.Address, token: "secret").DownloadAsync(StoreFolder.B0);
        _folder.AssertWhole(_server);
        Assert.All(_server.Requests, request => Assert.Equal("Bearer secret", request.Authorization));
    }

    [Fact]
    public async Task The_token_goes_to_the_hub_and_not_to_the_host_it_redirects_to()
    {
        await using var storage = await HubServer.StartAsync();
        _server.Answer = context =>
        {
            _server.Announce(context);
            context.Response.Redirect(storage.Address + "/file?signature=1");
            return Task.FromResult(true);
        };
        await _folder.Store(_server.Address, token: "secret").DownloadAsync(StoreFolder.B0);

        _folder.AssertWhole(_server);
        Assert.Equal(("GET", "/file", "", ""), Assert.Single(storage.Requests));
        Assert.All(_server.Requests, request => Assert.Equal("Bearer secret", request.Authorization));
    }

    [Fact]
    public async Task A_revision_other_than_main_has_its_own_reference()
    {
        await _folder.Store(_server.Address, revision: "refs/pr/1").DownloadAsync(StoreFolder.B0);
        Assert.Equal(_server.Commit, File.ReadAllText(Path.Combine(_folder.Repository, "refs", "refs", "pr", "1")));
        Assert.Contains(_server.Requests, request => request.Path.Contains("/resolve/refs%2Fpr%2F1/", StringComparison.Ordinal));
        Assert.Null(_folder.Store(_server.Address).Find(StoreFolder.B0));
        Assert.NotNull(_folder.Store(_server.Address, revision: _server.Commit).Find(StoreFolder.B0));
    }

    [Fact]
    public async Task Two_stores_at_once_download_once()
    {
        var arrived = new TaskCompletionSource();
        _server.Answer = async context =>
        {
            if (_server.Requests.Count(request => request.Method == "HEAD") == 2)
            {
                arrived.TrySetResult();
            }

            if (context.Request.Method == "GET")
            {
                await arrived.Task.WaitAsync(TimeSpan.FromSeconds(8));
            }

            return false;
        };
        var paths = await Task.WhenAll(
            _folder.Store(_server.Address, timeout: 9).DownloadAsync(StoreFolder.B0), _folder.Store(_server.Address, timeout: 9).DownloadAsync(StoreFolder.B0));
        Assert.Equal(paths[0], paths[1]);
        Assert.Equal(1, _server.Gets);
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_cancelled_download_leaves_nothing_that_counts_and_is_resumed()
    {
        using var cancellation = new CancellationTokenSource();
        _server.Answer = async context =>
        {
            if (context.Request.Method == "GET" && _server.Gets == 1)
            {
                await _server.StallAsync(context, 200_000);
                return true;
            }

            return false;
        };
        var download = _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0, cancellationToken: cancellation.Token);
        var incomplete = _folder.Blob(_server.Etag) + ".incomplete";
        while (!File.Exists(incomplete) || new FileInfo(incomplete).Length < 200_000)
        {
            await Task.Delay(5);
        }

        cancellation.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        _folder.AssertNothingCounts(mayResume: true);

        await _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0);
        Assert.Equal("bytes=200000-", _server.Requests.Last().Range);
        _folder.AssertWhole(_server);
    }

    private sealed class Reports : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Values { get; } = [];

        public void Report(DownloadProgress value) => Values.Add(value);
    }
}
