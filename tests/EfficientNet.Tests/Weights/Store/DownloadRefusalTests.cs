using System.Globalization;
using EfficientNet.Weights;
using Microsoft.AspNetCore.Http;

namespace EfficientNet.Tests.Weights;

/// <summary>What a hub may do wrong. None of it leaves a file that counts.</summary>
public sealed class DownloadRefusalTests : IAsyncLifetime
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
    public async Task A_hash_other_than_the_announced_one_is_refused_after_a_second_try()
    {
        var announced = new string('b', 64);
        OnAnswers(context => Announce(context, "X-Linked-Etag", $"\"{announced}\""));
        var error = await FailAsync();
        Assert.Contains(announced, error.Message);
        Assert.Contains(_server.Etag, error.Message);
        Assert.Equal(2, _server.Gets);
        _folder.AssertNothingCounts();
    }

    [Fact]
    public async Task A_small_file_is_checked_by_gits_hash()
    {
        OnAnswers(context => Announce(context, "X-Linked-Etag", $"\"{new string('c', 40)}\""));
        Assert.Contains("SHA-1", (await FailAsync()).Message);
        _folder.AssertNothingCounts();
    }

    [Fact]
    public async Task A_weak_etag_without_a_linked_one_is_checked_as_well()
    {
        OnAnswers(context =>
        {
            _server.Announce(context);
            context.Response.Headers.Remove("X-Linked-Etag");
            context.Response.Headers.ETag = $"W/\"{new string('d', 64)}\"";
            return context.Response.Body.WriteAsync(_server.Content).AsTask();
        });
        Assert.Contains(new string('d', 64), (await FailAsync()).Message);
        _folder.AssertNothingCounts();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_size_other_than_the_announced_one_is_refused(int difference)
    {
        OnAnswers(context => Announce(context, "X-Linked-Size", (_server.Content.Length + difference).ToString(CultureInfo.InvariantCulture)));
        Assert.Contains("bytes were announced", (await FailAsync()).Message);
        _folder.AssertNothingCounts();
    }

    [Fact]
    public async Task More_bytes_than_announced_are_refused_even_without_a_length()
    {
        OnAnswers(async context =>
        {
            _server.Announce(context);
            if (context.Request.Method == "GET")
            {
                await context.Response.Body.WriteAsync(_server.Content);
                await context.Response.Body.WriteAsync(new byte[100_000]);
            }
        });
        Assert.Contains("more were sent", (await FailAsync()).Message);
        _folder.AssertNothingCounts();
    }

    [Fact]
    public async Task A_file_of_the_announced_hash_that_is_no_safetensors_file_is_refused_when_it_is_opened()
    {
        _server.Content = new byte[1000];
        await Assert.ThrowsAsync<WeightFileException>(() => _folder.Store(_server.Address).OpenAsync(StoreFolder.Id));
        Assert.Null(_folder.Store(_server.Address).Find(StoreFolder.B0));
    }

    [Theory]
    [InlineData("X-Repo-Commit", null)]
    [InlineData("X-Repo-Commit", "../../../../outside")]
    [InlineData("X-Linked-Etag", "\"../../../outside\"")]
    [InlineData("X-Linked-Etag", "\"..\"")]
    [InlineData("X-Linked-Etag", "\"\"")]
    [InlineData("X-Linked-Etag", "\"x.incomplete\"")]
    public async Task Announcements_that_are_missing_or_lead_out_of_the_cache_are_refused(string header, string? value)
    {
        OnAnswers(context => Announce(context, header, value));
        var error = await FailAsync();
        Assert.Contains("HF_ENDPOINT", error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task A_page_in_place_of_the_hub_is_refused()
    {
        OnAnswers(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html>Please log in</html>");
        });
        Assert.Contains("X-Repo-Commit is missing", (await FailAsync()).Message);
        _folder.AssertNothingCounts();
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task A_server_that_is_busy_is_asked_again(int status)
    {
        OnAnswers(context => Status(context, status), requests: 2);
        await _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0);
        Assert.Equal(4, _server.Requests.Count);
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_asked_as_often_as_the_options_say()
    {
        OnAnswers(context => Status(context, 503));
        var error = await FailAsync();
        Assert.Contains("503", error.Message);
        Assert.Contains($"{StoreFolder.Id}.safetensors", error.Message);
        Assert.Equal(4, _server.Requests.Count);
        _folder.AssertNothingCounts();
    }

    [Fact]
    public async Task Without_retries_a_failure_is_the_last()
    {
        OnAnswers(context => Status(context, 503));
        await Assert.ThrowsAsync<WeightDownloadException>(() => _folder.Store(_server.Address, retries: 0).DownloadAsync(StoreFolder.B0));
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_server_that_says_how_long_to_wait_is_understood()
    {
        OnAnswers(context =>
        {
            context.Response.Headers.RetryAfter = "7";
            return Status(context, 429);
        });
        var client = new HubClient(new Uri(_server.Address), token: null, TimeSpan.FromSeconds(5));
        var error = await Assert.ThrowsAsync<TransientDownloadException>(() => client.DescribeAsync(new Uri(_server.Address), CancellationToken.None));
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_for_a_while_is_asked_again()
    {
        OnAnswers(
            context =>
            {
                context.Response.Headers.RetryAfter = "1";
                return Status(context, 429);
            },
            requests: 2);
        await _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0);
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_server_that_asks_for_an_hour_is_not_waited_for()
    {
        OnAnswers(context =>
        {
            context.Response.Headers.RetryAfter = "3600";
            return Status(context, 429);
        });
        Assert.Contains("60 minutes", (await FailAsync()).Message);
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData(401, "", "set HF_TOKEN")]
    [InlineData(401, "secret", "does not allow it")]
    [InlineData(403, "secret", "terms must be accepted")]
    [InlineData(404, "", "revision")]
    [InlineData(451, "", "By hand")]
    public async Task A_refusal_says_what_to_do_and_is_not_repeated(int status, string token, string advice)
    {
        OnAnswers(context => Status(context, status));
        var error = await Assert.ThrowsAsync<WeightDownloadException>(() => _folder.Store(_server.Address, token).DownloadAsync(StoreFolder.B0));
        Assert.Contains($"{status}", error.Message);
        Assert.Contains(advice, error.Message);
        Assert.Contains($"{_server.Address}/timm/{StoreFolder.Id}/resolve/main/model.safetensors", error.Message);
        Assert.DoesNotContain("secret", error.Message);
        Assert.Equal(StoreFolder.Id, error.Id);
        Assert.Single(_server.Requests);
        _folder.AssertNothingCounts();
    }

    [Fact]
    public async Task A_server_that_wants_a_token_gets_it()
    {
        OnAnswers(context => context.Request.Headers.Authorization == "Bearer secret" ? _server.AnswerHonestlyAsync(context) : Status(context, 401));
        await _folder.Store(_server.Address, token: "secret").DownloadAsync(StoreFolder.B0);
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task A_server_that_never_answers_fails_in_time()
    {
        OnAnswers(context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        var error = await Assert.ThrowsAsync<WeightDownloadException>(
            () => _folder.Store(_server.Address, retries: 1, timeout: 0.3).DownloadAsync(StoreFolder.B0));
        Assert.Contains("silent for 0.3 seconds", error.Message);
        Assert.Equal(2, _server.Requests.Count);
        _folder.AssertNothingCounts();
    }

    [Fact]
    public async Task A_body_that_stalls_is_given_up_and_resumed()
    {
        OnAnswers(context => context.Request.Method == "GET" && _server.Gets == 1 ? _server.StallAsync(context, 100_000) : _server.AnswerHonestlyAsync(context));
        await _folder.Store(_server.Address, timeout: 1).DownloadAsync(StoreFolder.B0);
        Assert.Equal("bytes=100000-", _server.Requests.Last().Range);
        _folder.AssertWhole(_server);
    }

    [Fact]
    public async Task Redirections_in_a_circle_end()
    {
        OnAnswers(context =>
        {
            context.Response.Redirect(context.Request.Path);
            return Task.CompletedTask;
        });
        Assert.Contains("redirects", (await FailAsync()).Message);
        Assert.Equal(11, _server.Requests.Count);
        _folder.AssertNothingCounts();
    }

    [Theory]
    [InlineData("file:///etc/hostname")]
    [InlineData("ftp://127.0.0.1/model.safetensors")]
    public async Task Redirections_to_no_web_address_are_not_followed(string target)
    {
        OnAnswers(context =>
        {
            _server.Announce(context);
            context.Response.Redirect(target);
            return Task.CompletedTask;
        });
        Assert.Contains(target, (await FailAsync()).Message);
        _folder.AssertNothingCounts();
    }

    [Fact]
    public async Task A_hub_that_cannot_be_reached_is_named()
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        var error = await Assert.ThrowsAsync<WeightDownloadException>(() => _folder.Store(address).DownloadAsync(StoreFolder.B0));
        Assert.Contains(address, error.Message);
        Assert.Contains("By hand", error.Message);
        _folder.AssertNothingCounts();
        _server = await HubServer.StartAsync();
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private Task Announce(HttpContext context, string header, string? value)
    {
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[header] = value;
            return Task.CompletedTask;
        });
        return _server.AnswerHonestlyAsync(context);
    }

    private void OnAnswers(Func<HttpContext, Task> answer, int requests = int.MaxValue) => _server.Answer = async context =>
    {
        if (_server.Requests.Count > requests)
        {
            return false;
        }

        await answer(context);
        return true;
    };

    private Task<WeightDownloadException> FailAsync()
        => Assert.ThrowsAsync<WeightDownloadException>(() => _folder.Store(_server.Address).DownloadAsync(StoreFolder.B0));
}
