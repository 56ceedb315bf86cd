using Xunit;

namespace EfficientNet.MLNet.Tests;

public sealed class ImageFolderTests : IDisposable
{
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void Classes_are_folders_and_pictures_are_found_at_any_depth_in_ordinal_order()
    {
        foreach (string name in new[] { "b/2.JPG", "b/1.png", "a/deep/er/3.webp", "a/x.jpeg", "a/B.gif", "a/c.bmp", "a/notes.txt", "a/.hidden.png", ".git/d.png", "loose.png" })
        {
            Touch(name);
        }

        IReadOnlyList<LabeledImage> images = ImageFolder.Read(_pictures.Folder);

        Assert.Equal(
            ["a/B.gif", "a/c.bmp", "a/x.jpeg", "a/deep/er/3.webp", "b/1.png", "b/2.JPG"],
            images.Select(image => Path.GetRelativePath(_pictures.Folder, image.ImagePath).Replace('\\', '/')));
        Assert.Equal(["a", "a", "a", "a", "b", "b"], images.Select(image => image.Label));
        Assert.All(images, image => Assert.True(File.Exists(image.ImagePath)));
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        string missing = Path.Combine(_pictures.Folder, "nowhere");

        Assert.Contains(missing, Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Read(missing)).Message);
    }

    [Fact]
    public void Pictures_without_class_folders_are_pointed_out()
    {
        Touch("1.png");
        Touch("2.png");

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => ImageFolder.Read(_pictures.Folder));

        Assert.Contains("2 pictures", exception.Message);
        Assert.Contains("one folder of pictures a class", exception.Message);
    }

    [Fact]
    public void Every_class_without_pictures_is_named()
    {
        Touch("full/1.png");
        Touch("empty/readme.txt");
        Touch("bare/.DS_Store");

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => ImageFolder.Read(_pictures.Folder));

        Assert.Contains("bare, empty", exception.Message);
    }

    private void Touch(string name)
    {
        string path = Path.Combine(_pictures.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
    }
}
