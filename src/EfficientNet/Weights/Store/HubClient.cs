using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace EfficientNet.Weights;

/// <summary>
/// Talks to a hub: asks what a file is, and for its bytes. Follows redirections itself, so that the token goes to the hub and nowhere else.
/// Proxies are those that .NET takes from the environment or the system.
/// </summary>
internal sealed class HubClient(Uri endpoint, string? token, TimeSpan timeout)
{
    private const int MaximumRedirections = 10;
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(10);

    // One for all stores: it owns the connections. Redirections and time limits are handled here.
    private static readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("EfficientNet.NET", "0.1.0") } },
    };

    public Uri Address(string repository, string revision, string fileName)
        => new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{repository}/resolve/{Uri.EscapeDataString(revision)}/{fileName}");

    /// <summary>Asks what the hub has at an address; the file itself may lie on another host, which is not asked.</summary>
    public async Task<HubFile> DescribeAsync(Uri address, CancellationToken cancellationToken)
    {
        string? commit = null, linkedEtag = null, linkedSize = null;
        using var response = await SendAsync(
            HttpMethod.Head,
            address,
            0,
            redirection =>
            {
                Note(redirection);
                return linkedEtag is null && IsHub(Target(redirection)!);
            },
            cancellationToken).ConfigureAwait(false);
        Note(response);
        var etag = Unquote(linkedEtag ?? Header(response, "ETag"));
        var length = IsRedirection(response) ? null : response.Content.Headers.ContentLength;
        long? size = long.TryParse(linkedSize, NumberStyles.None, CultureInfo.InvariantCulture, out var linked) ? linked : length;
        if (!HubFile.IsCommit(commit) || !HubFile.IsBlobName(etag) || size is null)
        {
            throw new RefusedDownloadException(
                $"the answer from {address} lacks what a hub says of a file: X-Repo-Commit is {Shown(commit)} (40 hexadecimal digits expected), "
                + $"the ETag {Shown(etag)} (a name expected), the size {Shown(size?.ToString(CultureInfo.InvariantCulture))}",
                "Check the address in HF_ENDPOINT.");
        }

        return new HubFile(commit!, etag!, size.Value);

        void Note(HttpResponseMessage answer)
        {
            commit ??= Header(answer, "X-Repo-Commit");
            linkedEtag ??= Header(answer, "X-Linked-Etag");
            linkedSize ??= Header(answer, "X-Linked-Size");
        }

        static string Shown(string? value) => value is null ? "missing" : $"'{value}'";
    }

    /// <summary>Asks for a file's bytes from some offset on; the answer may hold them from the start nevertheless.</summary>
    public Task<HttpResponseMessage> GetAsync(Uri address, long offset, CancellationToken cancellationToken)
        => SendAsync(HttpMethod.Get, address, offset, _ => true, cancellationToken);

    /// <summary>Runs one step of a transfer, which fails if it takes longer than the server may be silent.</summary>
    public async Task<T> WithinTimeoutAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return await step(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientDownloadException($"the server was silent for {timeout.TotalSeconds:0.#} seconds", innerException: error);
        }
        catch (Exception error) when (error is HttpRequestException or (IOException and not (TransientDownloadException or RefusedDownloadException)))
        {
            throw new TransientDownloadException($"the connection failed ({error.Message})", innerException: error);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, long offset, Func<HttpResponseMessage, bool> follows, CancellationToken cancellationToken)
    {
        for (var redirections = 0; ; redirections++)
        {
            using var request = new HttpRequestMessage(method, address);
            // A compressed answer would have another length than the one announced.
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
            request.Headers.Range = offset > 0 ? new RangeHeaderValue(offset, null) : null;
            request.Headers.Authorization = token is not null && IsHub(address) ? new AuthenticationHeaderValue("Bearer", token) : null;
            var response = await WithinTimeoutAsync(
                limited => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited), cancellationToken).ConfigureAwait(false);
            try
            {
                if (!IsRedirection(response))
                {
                    Check(response, address);
                    return response;
                }

                var target = Target(response);
                if (target is null || redirections == MaximumRedirections || (address.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps)
                    || (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp))
                {
                    throw new RefusedDownloadException(
                        $"{address} redirects to '{response.Headers.Location}', which is not followed (a web address, not from https to http, {MaximumRedirections} in a row at most)");
                }

                if (!follows(response))
                {
                    return response;
                }

                address = target;
            }
            catch
            {
                response.Dispose();
                throw;
            }

            response.Dispose();
        }
    }

    private void Check(HttpResponseMessage response, Uri address)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var status = $"{address.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        switch (response.StatusCode)
        {
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                throw new UnsoundDownloadException($"{status}: it has no more bytes than had arrived before");
            case HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError:
                var wait = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - DateTimeOffset.UtcNow);
                throw wait > _longestWait
                    ? new RefusedDownloadException($"{status} and asks to be left alone for {wait.Value.TotalMinutes:0} minutes", "Try again after that.")
                    : new TransientDownloadException(status, wait < TimeSpan.Zero ? TimeSpan.Zero : wait);
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new RefusedDownloadException(
                    status,
                    token is null
                        ? "It asks for a token: set HF_TOKEN to one of your account there, or WeightStoreOptions.Token; the repository may also be misspelt."
                        : "The token that was sent (WeightStoreOptions.Token, HF_TOKEN or the token file of a login) does not allow it: check that it is valid, and whether the repository's terms must be accepted first.");
            case HttpStatusCode.NotFound:
                throw new RefusedDownloadException(status, "Check the repository's name and the revision.");
            default:
                throw new RefusedDownloadException(status);
        }
    }

    private bool IsHub(Uri address)
        => Uri.Compare(address, endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool IsRedirection(HttpResponseMessage response) => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;

    private static Uri? Target(HttpResponseMessage response)
        => response.Headers.Location is { } location && Uri.TryCreate(response.RequestMessage!.RequestUri!, location, out var target) ? target : null;

    private static string? Header(HttpResponseMessage response, string name)
        => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string? Unquote(string? etag)
        => (etag?.StartsWith("W/", StringComparison.Ordinal) == true ? etag[2..] : etag)?.Trim('"');
}
