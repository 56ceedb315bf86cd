namespace EfficientNet.Weights;

/// <summary>
/// Finds trained weights wherever they are: bundled, in a file, in a folder, in the cache of the Hugging Face hub, or on the hub, from where
/// they are downloaded into that cache. Python's huggingface_hub finds there what was downloaded here, and the other way round. What is in
/// the cache is taken without asking the hub. A file is checked against the size and the SHA-256 that the hub announces before it counts.
/// Safe for use by several threads and processes at once.
/// </summary>
public sealed class WeightStore
{
    private const string FileName = "model.safetensors";
    private const string Extension = ".safetensors";
    private const string PyTorchExtension = ".pth";

    private readonly WeightStoreOptions _options;
    private readonly HubEnvironment _environment;

    /// <summary>Makes a store. Nothing is read or asked for yet.</summary>
    /// <param name="options">Where to look; by default what Python's huggingface_hub would use.</param>
    /// <exception cref="ArgumentException">The options are not possible; the message lists everything that is wrong with them.</exception>
    public WeightStore(WeightStoreOptions? options = null)
    {
        _options = options ?? new WeightStoreOptions();
        _options.Validate();
        _environment = new HubEnvironment(_options.ReadVariable);
    }

    /// <summary>The folder of the hub's cache that this store reads and writes.</summary>
    public string CacheFolder => Path.GetFullPath(_options.CacheFolder ?? _environment.CacheFolder);

    /// <summary>Opens weights, after a download if they are nowhere on this machine.</summary>
    /// <param name="idOrPath">
    /// What <see cref="PretrainedConfiguration.Parse"/> takes, such as <c>tf_efficientnetv2_s.in1k</c>; or the path of a safetensors
    /// or PyTorch file; or that of a folder with <c>model.safetensors</c> or with one safetensors file of any name.
    /// </param>
    /// <param name="progress">Told how a download gets on; null for nobody.</param>
    /// <param name="cancellationToken">Stops a download; what has arrived is kept for the next time.</param>
    /// <returns>The weights; dispose of them when their tensors have been read.</returns>
    /// <exception cref="ArgumentException">It is neither the id of known weights nor the path of a file or folder.</exception>
    /// <exception cref="WeightDownloadException">They are not on this machine and could not be downloaded.</exception>
    /// <exception cref="WeightFileException">The file is no sound file of weights.</exception>
    public async Task<PretrainedWeights> OpenAsync(
        string idOrPath, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(idOrPath);
        if (PretrainedConfiguration.TryParse(idOrPath, out var configuration))
        {
            return await OpenAsync(configuration, progress, cancellationToken).ConfigureAwait(false);
        }

        var path = File.Exists(idOrPath) ? idOrPath
            : Directory.Exists(idOrPath) ? OnlyFile(idOrPath)
            : throw new ArgumentException(
                $"'{idOrPath}' is no path of a file or folder (looked for {Path.GetFullPath(idOrPath)}) and no id of known weights. "
                + $"Nearest ids: {string.Join(", ", PretrainedTable.Nearest(idOrPath, 3))}. PretrainedConfiguration.All lists every one.",
                nameof(idOrPath));
        var name = Path.GetFileNameWithoutExtension(path);
        return new PretrainedWeights(name.Contains('.') && PretrainedConfiguration.TryParse(name, out var known) ? known : null, path, WeightsFile.OpenTensors(path));
    }

    /// <summary>Opens weights, after a download if they are nowhere on this machine.</summary>
    /// <param name="configuration">
    /// The weights: one of <see cref="PretrainedConfiguration.All"/>, or others, by their id and repository.
    /// </param>
    /// <param name="progress">Told how a download gets on; null for nobody.</param>
    /// <param name="cancellationToken">Stops a download; what has arrived is kept for the next time.</param>
    /// <returns>The weights; dispose of them when their tensors have been read.</returns>
    /// <exception cref="WeightDownloadException">They are not on this machine and could not be downloaded.</exception>
    /// <exception cref="WeightFileException">The file is no sound file of weights.</exception>
    public async Task<PretrainedWeights> OpenAsync(
        PretrainedConfiguration configuration, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (_options.Bundled.TryGetValue(configuration.Id, out var open))
        {
            return new PretrainedWeights(configuration, null, SafetensorsFile.FromStream(open(), configuration.Id));
        }

        var path = await DownloadAsync(configuration, progress, cancellationToken).ConfigureAwait(false);
        return new PretrainedWeights(configuration, path, WeightsFile.OpenTensors(path));
    }

    /// <summary>The file of weights that are on this machine already; asks nobody. Bundled weights are in no file.</summary>
    /// <param name="configuration">The weights.</param>
    /// <returns>The file's path, in <see cref="WeightStoreOptions.Folder"/> or in the hub's cache; null if it is in neither, or only damaged in the cache.</returns>
    public string? Find(PretrainedConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return FindByHand(configuration) ?? (configuration.HubRepository is { } repository && Cache(repository).Find(_options.Revision, FileName) is { } path && IsWhole(path)
            ? path
            : null);
    }

    /// <summary>Downloads weights, unless they are on this machine already.</summary>
    /// <param name="configuration">The weights.</param>
    /// <param name="progress">Told how a download gets on; null for nobody.</param>
    /// <param name="cancellationToken">Stops a download; what has arrived is kept for the next time.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="WeightDownloadException">They could not be downloaded; the message says why, and where to put the file by hand.</exception>
    public async Task<string> DownloadAsync(
        PretrainedConfiguration configuration, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Find(configuration) is { } found)
        {
            return found;
        }

        if (configuration.HubRepository is not { } repository)
        {
            throw new WeightDownloadException(configuration.Id, "these weights are not on the hub and not on this machine", ByHand(configuration, "torchvision's file"));
        }

        var token = _options.Token is null ? _environment.Token() : _options.Token.Length == 0 ? null : _options.Token;
        var client = new HubClient(new Uri(_options.Endpoint ?? _environment.Endpoint), token, _options.Timeout);
        var address = client.Address(repository, _options.Revision, FileName);
        if (_options.Offline ?? _environment.IsOffline)
        {
            throw new WeightDownloadException(
                configuration.Id,
                $"not in the cache {CacheFolder} at revision {_options.Revision}, and nothing is downloaded because {(_options.Offline is null ? "HF_HUB_OFFLINE is set" : "WeightStoreOptions.Offline is true")}",
                ByHand(configuration, address.AbsoluteUri));
        }

        try
        {
            return await new HubDownload(client, Cache(repository), _options, address, FileName)
                .RunAsync((received, total) => progress?.Report(new DownloadProgress(configuration.Id, received, total)), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RefusedDownloadException error)
        {
            throw new WeightDownloadException(configuration.Id, error.Message, $"{error.Advice} {ByHand(configuration, address.AbsoluteUri)}".TrimStart(), error);
        }
        catch (TransientDownloadException error)
        {
            throw new WeightDownloadException(
                configuration.Id,
                $"the download failed {_options.Retries + 1} times, at last because {error.Message}",
                $"Try again later, it goes on where it stopped; check the network and the proxy (HTTPS_PROXY). {ByHand(configuration, address.AbsoluteUri)}",
                error);
        }
        catch (UnsoundDownloadException error)
        {
            throw new WeightDownloadException(
                configuration.Id,
                $"what {address} sends is not what it announces: {error.Message}; it was tried twice and nothing of it is kept",
                $"A proxy or a mirror in between may be to blame. {ByHand(configuration, address.AbsoluteUri)}",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WeightDownloadException(
                configuration.Id,
                $"the cache {CacheFolder} cannot be written ({error.Message})",
                "Make room there or allow it, or name another folder in HF_HUB_CACHE or WeightStoreOptions.CacheFolder.",
                error);
        }
    }

    private static string OnlyFile(string folder)
    {
        var files = Directory.GetFiles(folder, "*" + Extension);
        return files.FirstOrDefault(file => Path.GetFileName(file) == FileName) ?? (files is [var only]
            ? only
            : throw new ArgumentException($"The folder {folder} should hold {FileName} or one file of another name ending in {Extension}, but holds {files.Length}. Name the file itself."));
    }

    // A cache may have been cut off by a full disk or a copy: the header says how long the file should be.
    private static bool IsWhole(string path)
    {
        try
        {
            SafetensorsFile.Open(path).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string? FindByHand(PretrainedConfiguration configuration)
        => _options.Folder is { } folder
            ? new[] { configuration.Id + Extension, Path.Combine(configuration.Id, FileName), configuration.Id + PyTorchExtension }
                .Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            : null;

    private HubCache Cache(string repository) => new(CacheFolder, repository, _options.CreateLink);

    private string ByHand(PretrainedConfiguration configuration, string source)
    {
        var name = configuration.Id + (configuration.HubRepository is null ? PyTorchExtension : Extension);
        return _options.Folder is { } folder
            ? $"By hand: load {source} by other means and save it as {Path.GetFullPath(Path.Combine(folder, name))}."
            : $"By hand: load {source} by other means, save it as {name} in a folder, and name that folder in WeightStoreOptions.Folder, or open the file by its path.";
    }
}
