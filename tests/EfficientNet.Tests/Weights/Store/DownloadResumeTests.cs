using Microsoft.AspNetCore.Http;

namespace EfficientNet.Tests.Weights;

public sealed class DownloadResumeTests : IAsyncLifetime
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

    private string Incomplete => _folder.Blob(_server.Etag) + ".incomplete";

    [Fact]
    public async Task A_cut_body_is_resumed_where_it_stopped()
    {
        OnGets(async (context, number) =>
        {
            if (number < 3)
            {
                await _server.CutAsync(context, 100_000);
            }

            return number < 3;
        });
        await DownloadAsync();
        Assert.Equal(["", "bytes=100000-", "bytes=200000-"], Ranges());
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_body_that_ends_early_without_an_error_is_resumed()
    {
        OnGets(async (context, number) =>
        {
            if (number == 1)
            {
                await context.Response.Body.WriteAsync(_server.Content.AsMemory(0, 5_000));
            }

            return number == 1;
        });
        await DownloadAsync();
        Assert.Equal(["", "bytes=5000-"], Ranges());
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_body_that_is_cut_every_time_fails_and_is_resumed_next_time()
    {
        OnGets(async (context, _) =>
        {
            await _server.CutAsync(context, 10_000);
            return true;
        });
        var error = await FailAsync();
        Assert.Contains("4 times", error.Message);
        Assert.Contains("By hand", error.Message);
        Assert.Equal(40_000, new FileInfo(Incomplete).Length);
        _folder.AssertNothingCounts(mayResume: true);

        _server.Answer = _ => Task.FromResult(false);
        await DownloadAsync();
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_sends_all_of_it_again()
    {
        OnGets(async (context, number) =>
        {
            if (number == 1)
            {
                await _server.CutAsync(context, 100_000);
                return true;
            }

            context.Request.Headers.Range = default;
            return false;
        });
        await DownloadAsync();
        Assert.Equal(["", "bytes=100000-"], Ranges());
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_file_that_changes_between_cut_and_resumption_is_loaded_anew()
    {
        var old = Incomplete;
        OnGets(async (context, number) =>
        {
            if (number == 1)
            {
                await _server.CutAsync(context, 100_000, () =>
                {
                    _server.Content = HubServer.SafetensorsOf(2);
                    _server.Commit = new string('a', 40);
                });
            }

            return number == 1;
        });
        await DownloadAsync();
        Assert.False(File.Exists(old));
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task Another_part_than_the_one_asked_for_is_not_appended()
    {
        OnGets(async (context, number) =>
        {
            switch (number)
            {
                case 1:
                    await _server.CutAsync(context, 100_000);
                    return true;
                case 2:
                    context.Response.StatusCode = StatusCodes.Status206PartialContent;
                    context.Response.Headers.ContentRange = $"bytes 50000-{_server.Content.Length - 1}/{_server.Content.Length}";
                    await context.Response.Body.WriteAsync(_server.Content.AsMemory(50_000));
                    return true;
                default:
                    return false;
            }
        });
        await DownloadAsync();
        Assert.Equal(["", "bytes=100000-", ""], Ranges());
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_part_without_a_range_is_not_appended()
    {
        OnGets(async (context, number) =>
        {
            if (number == 1)
            {
                context.Response.StatusCode = StatusCodes.Status206PartialContent;
                await context.Response.Body.WriteAsync(_server.Content);
            }

            return number == 1;
        });
        await DownloadAsync();
        Assert.Equal(2, _server.Gets);
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_refused_range_starts_over()
    {
        _folder.Write(Incomplete, _server.Content[..1000]);
        OnGets((context, number) =>
        {
            context.Response.StatusCode = number == 1 ? StatusCodes.Status416RangeNotSatisfiable : StatusCodes.Status200OK;
            return Task.FromResult(number == 1);
        });
        await DownloadAsync();
        Assert.Equal(["bytes=1000-", ""], Ranges());
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task Bytes_left_by_another_process_are_built_on()
    {
        _folder.Write(Incomplete, _server.Content[..123]);
        await DownloadAsync();
        Assert.Equal(["bytes=123-"], Ranges());
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task Wrong_bytes_left_by_another_process_are_thrown_away()
    {
        _folder.Write(Incomplete, new byte[1000]);
        await DownloadAsync();
        Assert.Equal(["bytes=1000-", ""], Ranges());
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task More_bytes_than_the_file_has_are_thrown_away()
    {
        _folder.Write(Incomplete, [.. _server.Content, 0]);
        await DownloadAsync();
        Assert.Equal([""], Ranges());
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task All_bytes_left_by_another_process_need_no_download()
    {
        _folder.Write(Incomplete, _server.Content);
        await DownloadAsync();
        Assert.Empty(Ranges());
        _folder.AssertWhole(_server);
    }

    private void OnGets(Func<HttpContext, int, Task<bool>> answer)
        => _server.Answer = context => context.Request.Method == "GET" ? answer(context, _server.Gets) : Task.FromResult(false);

    private string[] Ranges() => [.. _server.Requests.Where(request => request.Method == "GET").Select(request => request.Range)];

    private Task<string> DownloadAsync() => _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0);

    private Task<EfficientNet.Weights.WeightDownloadException> FailAsync()
        => Assert.ThrowsAsync<EfficientNet.Weights.WeightDownloadException>(DownloadAsync);
}
