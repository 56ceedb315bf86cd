using EfficientNet.Weights;

namespace EfficientNet.Tests.Weights;

/// <summary>What the cache may hold already: what Python left there, and what is wrong with it.</summary>
public sealed class HubCacheTests : IAsyncLifetime
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
    public async Task A_file_that_python_downloaded_is_found_without_asking_the_hub()
    {
        WriteAsPython(_server.Content);
        using var weights = await _folder.Store(_server.Address).OpenAsync(StoreFolder.Id);
        Assert.Equal(_folder.Snapshot(), weights.Path);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_file_that_python_downloaded_without_links_is_found()
    {
        _folder.Write(_folder.Snapshot(), _server.Content);
        _folder.Write(_folder.Reference, "0123456789abcdef0123456789abcdef01234567"u8.ToArray());
        Assert.Equal(_folder.Snapshot(), await DownloadAsync());
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public void A_commit_is_found_without_a_reference()
    {
        WriteAsPython(_server.Content);
        File.Delete(_folder.Reference);
        Assert.Null(_folder.Store(_server.Address).Find(StoreFolder.B0));
        Assert.Equal(_folder.Snapshot(), _folder.Store(_server.Address, revision: HubServer.FirstCommit).Find(StoreFolder.B0));
    }

    [Fact]
    public async Task A_blob_that_lost_its_names_gets_them_back_without_a_download()
    {
        _folder.Write(_folder.Blob(_server.Etag), _server.Content);
        await DownloadAsync();
        Assert.Equal(0, _server.Gets);
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_link_to_nowhere_does_not_count()
    {
        WriteAsPython(_server.Content);
        File.Delete(_folder.Blob(_server.Etag));
        Assert.Null(_folder.Store(_server.Address).Find(StoreFolder.B0));
        await DownloadAsync();
        _folder.AssertWhole(_server);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../outside")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffff")]
    public async Task A_reference_to_nothing_does_not_count(string commit)
    {
        WriteAsPython(_server.Content);
        File.WriteAllText(_folder.Reference, commit);
        Assert.Null(_folder.Store(_server.Address).Find(StoreFolder.B0));
        await DownloadAsync();
        _folder.AssertWhole(_server);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task A_blob_that_was_cut_off_does_not_count_and_is_replaced(int length)
    {
        WriteAsPython(_server.Content[..length]);
        Assert.Null(_folder.Store(_server.Address).Find(StoreFolder.B0));
        await DownloadAsync();
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_blob_of_the_right_size_with_other_bytes_is_not_linked_but_replaced()
    {
        _folder.Write(_folder.Blob(_server.Etag), HubServer.SafetensorsOf(9));
        await DownloadAsync();
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task Where_links_are_impossible_the_file_lies_in_the_snapshot_itself()
    {
        Action<string, string> refuse = (_, _) => throw new IOException("A required privilege is not held by the client.");
        var path = await _folder.Store(_server.Address, createLink: refuse).DownloadAsync(StoreFolder.B0);
        Assert.Null(new FileInfo(path).LinkTarget);
        Assert.Equal(_server.Content, File.ReadAllBytes(path));
        Assert.Equal(["refs/main", $"snapshots/{_server.Commit}/model.safetensors"], _folder.Files());

        var asked = _server.Requests.Count;
        Assert.Equal(path, await _folder.Store(_server.Address, createLink: refuse).DownloadAsync(StoreFolder.B0));
        Assert.Equal(asked, _server.Requests.Count);
    }

    [Fact]
    public async Task Where_links_are_impossible_a_blob_that_is_there_is_copied()
    {
        _folder.Write(_folder.Blob(_server.Etag), _server.Content);
        await _folder.Store(_server.Address, createLink: (_, _) => throw new UnauthorizedAccessException()).DownloadAsync(StoreFolder.B0);
        Assert.Equal(0, _server.Gets);
        Assert.Null(new FileInfo(_folder.Snapshot()).LinkTarget);
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_file_where_the_cache_should_be_is_named()
    {
        File.WriteAllText(Path.Combine(_folder.Root, ".locks"), "");
        var error = await Assert.ThrowsAsync<WeightDownloadException>(DownloadAsync);
        Assert.Contains(_folder.Root, error.Message);
        Assert.Contains("HF_HUB_CACHE", error.Message);
        _folder.AssertNothingCounts();
    }

    [Fact]
    public async Task While_another_holds_the_lock_a_download_waits_and_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var lockFile = Path.Combine(_folder.Root, ".locks", "models--timm--" + StoreFolder.Id, _server.Etag + ".lock");
        Directory.CreateDirectory(Path.GetDirectoryName(lockFile)!);
        using (new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            var download = _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0, cancellationToken: cancellation.Token);
            while (_server.Requests.IsEmpty)
            {
                await Task.Delay(5);
            }

            await Task.Delay(200);
            Assert.False(download.IsCompleted);
            Assert.Equal(0, _server.Gets);
            cancellation.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        }

        await DownloadAsync();
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task Offline_the_cache_is_all_there_is()
    {
        var error = await Assert.ThrowsAsync<WeightDownloadException>(() => _folder.Store(_server.Address, offline: true).DownloadAsync(StoreFolder.B0));
        Assert.Contains(_folder.Root, error.Message);
        Assert.Contains("By hand", error.Message);
        WriteAsPython(_server.Content);
        Assert.Equal(_folder.Snapshot(), await _folder.Store(_server.Address, offline: true).DownloadAsync(StoreFolder.B0));
        Assert.Empty(_server.Requests);
    }

    private void WriteAsPython(byte[] content)
    {
        _folder.Write(_folder.Blob(_server.Etag), content);
        _folder.Write(_folder.Reference, "0123456789abcdef0123456789abcdef01234567"u8.ToArray());
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Snapshot())!);
        File.CreateSymbolicLink(_folder.Snapshot(), $"../../blobs/{_server.Etag}");
    }

    private Task<string> DownloadAsync() => _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0);
}
