using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class FeatureCacheOptionsTests
{
    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => new FeatureCache(new FeatureCacheOptions { Folder = " ", MaximumBytes = 1000 }));
        Assert.Equal("The feature cache is not possible: Folder is ' ', but should be the path of a folder, or null for the default; MaximumBytes is 1000, but should be at least 1048576.", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_folder_that_cannot_be_is_refused(string folder) => Assert.Throws<ArgumentException>(() => new FeatureCache(new FeatureCacheOptions { Folder = folder }));

    [Fact]
    public void The_folder_is_the_one_named_or_that_of_the_environment_or_the_users()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var root = OperatingSystem.IsWindows() ? @"C:\" : "/";
        var (named, environment, caches) = (Path.Combine(root, "named"), Path.Combine(root, "environment"), Path.Combine(root, "caches"));
        var variables = new Dictionary<string, string> { ["EFFICIENTNET_CACHE"] = environment, ["XDG_CACHE_HOME"] = caches };
        Assert.Equal(named, Folder(named));
        Assert.Equal(environment, Folder(null));
        Assert.Equal(Path.GetFullPath("relative"), Folder("relative"));
        variables["EFFICIENTNET_CACHE"] = "";
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(Path.Combine(caches, "efficientnet", "features"), Folder(null));
            variables["XDG_CACHE_HOME"] = "not/absolute";
            Assert.Equal(Path.Combine(home, OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache", "efficientnet", "features"), Folder(null));
        }
        else
        {
            Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "efficientnet", "features"), Folder(null));
        }

        string Folder(string? folder) => new FeatureCache(new FeatureCacheOptions { Folder = folder, ReadVariable = variables.GetValueOrDefault }).Folder;
    }

    [Fact]
    public void An_account_without_a_folder_of_its_own_has_one_among_temporary_files()
    {
        var options = new FeatureCacheOptions { ReadVariable = _ => null, UserFolder = _ => "" };

        Assert.Equal(Path.Combine(Path.GetTempPath(), Environment.UserName, "efficientnet", "features"), new FeatureCache(options).Folder);
    }
}
