using EfficientNet.Weights;

namespace EfficientNet.Tests.Weights;

public class HubEnvironmentTests
{
    private static string UserFolder => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    [Fact]
    public void Without_variables_everything_is_where_python_has_it()
    {
        var environment = Of();
        Assert.Equal("https://huggingface.co", environment.Endpoint);
        Assert.Equal(Path.Combine(UserFolder, ".cache", "huggingface", "hub"), environment.CacheFolder);
        Assert.False(environment.IsOffline);
    }

    [Fact]
    public void The_cache_is_under_the_hubs_home()
        => Assert.Equal(Path.Combine("/data/hf", "hub"), Of(("HF_HOME", "/data/hf"), ("XDG_CACHE_HOME", "/xdg")).CacheFolder);

    [Fact]
    public void The_users_cache_folder_is_respected()
        => Assert.Equal(Path.Combine("/xdg", "huggingface", "hub"), Of(("XDG_CACHE_HOME", "/xdg")).CacheFolder);

    [Fact]
    public void The_cache_has_a_variable_of_its_own()
        => Assert.Equal("/models", Of(("HF_HOME", "/data/hf"), ("HF_HUB_CACHE", "/models")).CacheFolder);

    [Fact]
    public void Variables_and_the_users_folder_are_filled_in()
    {
        Assert.Equal(UserFolder + "/models", Of(("HF_HUB_CACHE", "~/models")).CacheFolder);
        Assert.Equal("/scratch/models/x", Of(("HF_HUB_CACHE", "$SCRATCH/models/${NAME}"), ("SCRATCH", "/scratch"), ("NAME", "x")).CacheFolder);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("Yes", true)]
    [InlineData("on", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void Offline_is_said_in_several_ways(string value, bool isOffline) => Assert.Equal(isOffline, Of(("HF_HUB_OFFLINE", value)).IsOffline);

    [Fact]
    public void The_token_is_taken_from_the_variable_first_then_from_the_file_of_a_login()
    {
        var home = Directory.CreateTempSubdirectory("hub");
        try
        {
            Assert.Null(Of(("HF_HOME", home.FullName)).Token());
            File.WriteAllText(Path.Combine(home.FullName, "token"), " from-file\r\n");
            Assert.Equal("from-file", Of(("HF_HOME", home.FullName)).Token());
            Assert.Equal("from-variable", Of(("HF_HOME", home.FullName), ("HF_TOKEN", "from-variable\n")).Token());
            Assert.Null(Of(("HF_HOME", home.FullName), ("HF_TOKEN", "x"), ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")).Token());
            File.Move(Path.Combine(home.FullName, "token"), Path.Combine(home.FullName, "elsewhere"));
            Assert.Equal("from-file", Of(("HF_HOME", home.FullName), ("HF_TOKEN_PATH", Path.Combine(home.FullName, "elsewhere"))).Token());
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_store_without_options_does_as_the_variables_say()
    {
        await using var server = await HubServer.StartAsync();
        var home = Directory.CreateTempSubdirectory("hub");
        try
        {
            File.WriteAllText(Path.Combine(home.FullName, "token"), "from-file\n");
            var variables = new Dictionary<string, string> { ["HF_HOME"] = home.FullName, ["HF_ENDPOINT"] = server.Address + "/mirror/" };
            var store = new WeightStore(new WeightStoreOptions { ReadVariable = variables.GetValueOrDefault });
            var path = await store.DownloadAsync(StoreFolder.B0);
            Assert.StartsWith(Path.Combine(home.FullName, "hub", "models--timm--" + StoreFolder.Id), path);
            Assert.All(server.Requests, request => Assert.Equal($"/mirror/timm/{StoreFolder.Id}/resolve/main/model.safetensors", request.Path));
            Assert.All(server.Requests, request => Assert.Equal("Bearer from-file", request.Authorization));

            variables["HF_HUB_OFFLINE"] = "1";
            var error = await Assert.ThrowsAsync<WeightDownloadException>(() => store.DownloadAsync(PretrainedConfiguration.Parse("tf_efficientnet_b1.in1k")));
            Assert.Contains("HF_HUB_OFFLINE", error.Message);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static HubEnvironment Of(params (string Name, string Value)[] variables)
        => new(name => variables.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault());
}
