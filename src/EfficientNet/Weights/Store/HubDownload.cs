using System.Net;
using Polly;
using Polly.Retry;

namespace EfficientNet.Weights;

/// <summary>Brings one file from a hub into its cache, whole or not at all.</summary>
internal sealed class HubDownload(HubClient client, HubCache cache, WeightStoreOptions options, Uri address, string fileName)
{
    private const int BufferSize = 128 * 1024;
    private const int ProgressStep = 1 << 20;
    private static readonly TimeSpan _longestDelay = TimeSpan.FromMinutes(1);

    private readonly ResiliencePipeline _attempts = Attempts(options);

    /// <summary>Downloads what is not there and returns the path under which the file is found.</summary>
    /// <param name="report">Takes the bytes received and the bytes in all.</param>
    /// <param name="cancellationToken">Stops; what has arrived is kept for the next time.</param>
    public async Task<string> RunAsync(Action<long, long> report, CancellationToken cancellationToken)
    {
        for (var isSecondTry = false; ; isSecondTry = true)
        {
            try
            {
                var file = await _attempts.ExecuteAsync(
                    async token => await client.DescribeAsync(address, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                await ReceiveAsync(file, report, cancellationToken).ConfigureAwait(false);
                cache.WriteReference(options.Revision, file.Commit);
                return cache.Snapshot(file.Commit, fileName);
            }
            catch (UnsoundDownloadException) when (!isSecondTry)
            {
                // The file may have changed on the hub in between, or what was there before was bad: once more, from the start.
            }
        }
    }

    private static ResiliencePipeline Attempts(WeightStoreOptions options)
        => options.Retries == 0
            ? ResiliencePipeline.Empty
            : new ResiliencePipelineBuilder()
                .AddRetry(new RetryStrategyOptions
                {
                    ShouldHandle = new PredicateBuilder().Handle<TransientDownloadException>(),
                    MaxRetryAttempts = options.Retries,
                    Delay = options.RetryDelay,
                    MaxDelay = _longestDelay,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                    DelayGenerator = retry => new ValueTask<TimeSpan?>((retry.Outcome.Exception as TransientDownloadException)?.RetryAfter),
                })
                .Build();

    private async Task ReceiveAsync(HubFile file, Action<long, long> report, CancellationToken cancellationToken)
    {
        using var held = await FileLock.AcquireAsync(cache.Lock(file), cancellationToken).ConfigureAwait(false);
        if (await IsSoundAsync(cache.Snapshot(file.Commit, fileName), file, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var isNew = !await IsSoundAsync(cache.Blob(file), file, cancellationToken).ConfigureAwait(false);
        if (isNew)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(cache.Blob(file))!);
            await _attempts.ExecuteAsync(
                async token => await ContinueAsync(file, report, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            File.Move(cache.Incomplete(file), cache.Blob(file), overwrite: true);
        }

        cache.Link(file, fileName, isNew);
    }

    private static async Task<bool> IsSoundAsync(string path, HubFile file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);
            return await file.CheckAsync(stream, cancellationToken).ConfigureAwait(false) is null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Of a link to nothing, File.Exists says that it exists.
            return false;
        }
    }

    /// <summary>One attempt: from where the last one stopped to the end, and a check of the whole.</summary>
    private async Task ContinueAsync(HubFile file, Action<long, long> report, CancellationToken cancellationToken)
    {
        string? problem;
        await using (var partial = new FileStream(
            cache.Incomplete(file), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous))
        {
            if (partial.Length > file.Size)
            {
                partial.SetLength(0);
            }

            problem = partial.Length < file.Size ? await TransferAsync(partial, file, report, cancellationToken).ConfigureAwait(false) : null;
            if (problem is null)
            {
                partial.Flush(flushToDisk: true);
                problem = await file.CheckAsync(partial, cancellationToken).ConfigureAwait(false);
            }
        }

        if (problem is not null)
        {
            File.Delete(cache.Incomplete(file));
            throw new UnsoundDownloadException(problem);
        }

        report(file.Size, file.Size);
    }

    /// <summary>Appends what the server sends; says what is wrong with it, if anything is.</summary>
    private async Task<string?> TransferAsync(FileStream partial, HubFile file, Action<long, long> report, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await client.GetAsync(address, partial.Length, cancellationToken).ConfigureAwait(false);
        }
        catch (UnsoundDownloadException error)
        {
            return error.Message;
        }

        using (response)
        {
            if (response.StatusCode != HttpStatusCode.PartialContent)
            {
                partial.SetLength(0);
            }
            else if (response.Content.Headers.ContentRange is not { } range || range.From != partial.Length || (range.HasLength && range.Length != file.Size))
            {
                return $"the bytes from {partial.Length} of {file.Size} were asked for, but '{response.Content.Headers.ContentRange}' was sent";
            }

            if (response.Content.Headers.ContentLength is { } length && partial.Length + length != file.Size)
            {
                return $"{file.Size:N0} bytes were announced, but {partial.Length + length:N0} are being sent";
            }

            partial.Position = partial.Length;
            return await CopyAsync(response, partial, file, report, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> CopyAsync(
        HttpResponseMessage response, FileStream partial, HubFile file, Action<long, long> report, CancellationToken cancellationToken)
    {
        using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[BufferSize];
        var reported = partial.Position;
        report(reported, file.Size);
        while (true)
        {
            var read = await client.WithinTimeoutAsync(limited => body.ReadAsync(buffer, limited).AsTask(), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return partial.Position == file.Size
                    ? null
                    : throw new TransientDownloadException($"the connection ended after {partial.Position:N0} of {file.Size:N0} bytes");
            }

            if (partial.Position + read > file.Size)
            {
                return $"{file.Size:N0} bytes were announced, but more were sent";
            }

            await partial.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            if (partial.Position - reported >= ProgressStep)
            {
                reported = partial.Position;
                report(reported, file.Size);
            }
        }
    }
}
