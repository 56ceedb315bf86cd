using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.Tests.Weights;

public sealed class WeightStoreTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("weights");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Bundled_weights_are_in_no_file()
    {
        var bundled = new Dictionary<string, Func<UnmanagedMemoryStream>> { [Lite0Weights.Id] = Lite0Weights.Open };
        using var weights = await Store(new WeightStoreOptions { Bundled = bundled, CacheFolder = _folder.FullName, Offline = true }).OpenAsync("Lite0");
        Assert.Equal((PretrainedConfiguration.Lite0, null), (weights.Configuration, weights.Path));
        Assert.Contains("conv_stem.weight", weights.Tensors.Tensors.Keys);
    }

    [Fact]
    public async Task A_file_is_opened_by_its_path()
    {
        using var weights = await Offline().OpenAsync(Write("my.safetensors"));
        Assert.Null(weights.Configuration);
        Assert.Equal(100_000, weights.Tensors.Tensors["w"].Count);
    }

    [Fact]
    public async Task A_file_whose_name_is_an_id_is_known()
    {
        using var weights = await Offline().OpenAsync(Write("tf_efficientnet_b0.in1k.safetensors"));
        Assert.Equal(StoreFolder.B0, weights.Configuration);
    }

    [Theory]
    [InlineData("model.safetensors", "other.safetensors")]
    [InlineData("only.safetensors", "notes.txt")]
    public async Task A_folder_is_opened_by_the_file_in_it(string expected, string other)
    {
        Write(other);
        var path = Write(expected);
        using var weights = await Offline().OpenAsync(_folder.FullName);
        Assert.Equal(path, weights.Path);
    }

    [Fact]
    public async Task A_folder_of_several_files_is_refused()
    {
        Write("a.safetensors");
        Write("b.safetensors");
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Offline().OpenAsync(_folder.FullName));
        Assert.Contains("holds 2", error.Message);
    }

    [Theory]
    [InlineData("tf_efficientnet_b0.in1k.safetensors")]
    [InlineData("tf_efficientnet_b0.in1k/model.safetensors")]
    public async Task A_file_put_into_the_folder_by_hand_is_found(string name)
    {
        var path = Write(name);
        var store = Store(new WeightStoreOptions { Folder = _folder.FullName, CacheFolder = _folder.FullName, Offline = true });
        Assert.Equal(path, Path.GetFullPath(store.Find(StoreFolder.B0)!));
        using var weights = await store.OpenAsync("tf_efficientnet_b0.in1k");
        Assert.Equal(StoreFolder.B0, weights.Configuration);
    }

    [Fact]
    public async Task The_advice_names_the_place_for_a_file_by_hand()
    {
        var store = Store(new WeightStoreOptions { Folder = _folder.FullName, CacheFolder = _folder.FullName, Offline = true });
        var error = await Assert.ThrowsAsync<WeightDownloadException>(() => store.OpenAsync("tf_efficientnet_b0.in1k"));
        Assert.Contains(Path.Combine(_folder.FullName, "tf_efficientnet_b0.in1k.safetensors"), error.Message);
        Assert.Contains("WeightStoreOptions.Offline is true", error.Message);
    }

    [Fact]
    public async Task Weights_that_are_on_no_hub_have_to_be_put_there_by_hand()
    {
        var error = await Assert.ThrowsAsync<WeightDownloadException>(() => Offline().OpenAsync("efficientnet_b0.tv_in1k"));
        Assert.Contains("not on the hub", error.Message);
        Assert.Contains("efficientnet_b0.tv_in1k.pth", error.Message);
    }

    [Fact]
    public async Task A_pytorch_file_put_into_the_folder_is_opened()
    {
        var checkpoint = Path.Combine(AppContext.BaseDirectory, "TestData", "checkpoints", "plain.pth");
        var path = Path.Combine(_folder.FullName, "efficientnet_b0.tv_in1k.pth");
        File.Copy(checkpoint, path);
        using var expected = PyTorchCheckpoint.Open(checkpoint);
        using var weights = await Store(new WeightStoreOptions { Folder = _folder.FullName, Offline = true }).OpenAsync("efficientnet_b0.tv_in1k");
        Assert.Equal(path, weights.Path);
        Assert.Equal(expected.Tensors.Keys.Order(StringComparer.Ordinal), weights.Tensors.Tensors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Neither_path_nor_id_is_answered_with_the_nearest_ids()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(() => Offline().OpenAsync("tf_efficientnet_b0.in2k"));
        Assert.Contains("tf_efficientnet_b0.in1k", error.Message);
        Assert.Contains(Path.GetFullPath("tf_efficientnet_b0.in2k"), error.Message);
    }

    [Fact]
    public void Options_report_everything_that_is_wrong_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => new WeightStore(new WeightStoreOptions
        {
            Endpoint = "ftp://x",
            Revision = "a/../b",
            Timeout = TimeSpan.Zero,
            Retries = -1,
            RetryDelay = TimeSpan.FromSeconds(-1),
        }));
        Assert.All(["ftp://x", "a/../b", "Timeout", "Retries", "RetryDelay"], part => Assert.Contains(part, error.Message));
    }

    [Fact]
    public void A_wrong_variable_is_named()
        => Assert.Contains("HF_ENDPOINT", Assert.Throws<ArgumentException>(() => Store(new WeightStoreOptions { ReadVariable = _ => "nowhere" })).Message);

    private static WeightStore Store(WeightStoreOptions options) => new(options);

    private WeightStore Offline() => Store(new WeightStoreOptions { CacheFolder = _folder.FullName, Offline = true });

    private string Write(string name)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, HubServer.SafetensorsOf(1));
        return path;
    }
}
