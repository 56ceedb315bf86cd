using EfficientNet.Explanation;
using EfficientNet.Imaging;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Classification;

public sealed class ExplanationTests : IDisposable
{
    private const int Height = 90;
    private const int Width = 140;

    private static readonly Preprocessing _preprocessing = new() { Height = 64, Width = 64 };

    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void It_says_what_the_picture_is_taken_for()
    {
        Explanation explanation = Explain();

        Assert.Equal("käfer", explanation.PredictedLabel);
        Assert.Equal(["ant", "käfer", "\"a, b\""], explanation.Labels);
        Assert.Equal([0.2f, 0.7f, 0.1f], explanation.Probabilities);
        Assert.Equal(3, explanation.Maps.Classes);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("käfer", 1)]
    [InlineData("\"a, b\"", 2)]
    public void The_saved_picture_is_the_drawing_of_a_class(string? label, int index)
    {
        Explanation explanation = Explain();
        string path = Path.Combine(_pictures.Folder, "explained.png");

        explanation.SavePng(path, label);

        byte[] expected = explanation.Maps.Draw(Colors(), Height, Width, _preprocessing, index);
        using MLImage saved = MLImage.CreateFromFile(path);
        using MLImage drawn = explanation.Draw(label);
        Assert.Equal((Width, Height), (saved.Width, saved.Height));
        Assert.Equal(expected, Rgb(saved));
        Assert.Equal(expected, Rgb(drawn));
        Assert.Equal(["explained.png"], Directory.GetFiles(_pictures.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_of_that_name_is_replaced_and_any_name_will_do()
    {
        string path = _pictures.Write("what, [is] this! Käfer", [1, 2, 3]);

        Explain().SavePng(path);

        Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(path)[1..4]);
        Assert.Single(Directory.GetFiles(_pictures.Folder));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named_and_nothing_is_left_of_it()
    {
        string missing = Path.Combine(_pictures.Folder, "no such folder", "explained.png");
        string folder = Path.Combine(_pictures.Folder, "folder.png");
        Directory.CreateDirectory(folder);

        foreach (string path in new[] { missing, folder })
        {
            string message = Assert.Throws<IOException>(() => Explain().SavePng(path)).Message;

            Assert.StartsWith($"The explanation cannot be saved as '{path}': ", message);
            Assert.Contains("name another place", message);
        }

        Assert.Equal(["folder.png"], Directory.GetFileSystemEntries(_pictures.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void An_unknown_class_is_refused_with_those_that_there_are()
    {
        string path = Path.Combine(_pictures.Folder, "explained.png");

        string message = Assert.Throws<ArgumentException>(() => Explain().SavePng(path, "bee")).Message;

        Assert.Contains("There is no class 'bee'; expected one of 'ant', 'käfer', '\"a, b\"'.", message);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void As_many_labels_and_probabilities_as_maps_are_needed() => Assert.Contains(
        "2 labels, 3 probabilities and maps of 3 classes",
        Assert.Throws<ArgumentException>(() => new Explanation(["a", "b"], [0, 0, 0], Maps(), new RgbPicture(Height, Width, Colors()), _preprocessing)).Message);

    private static Explanation Explain() =>
        new(["ant", "käfer", "\"a, b\""], [0.2f, 0.7f, 0.1f], Maps(), new RgbPicture(Height, Width, Colors()), _preprocessing);

    private static ClassActivationMaps Maps() => new(3, 2, 2, new float[] { 1, 0, 0, -1, 0, 2, 1, 0, -1, 0, 0, 5 });

    private static byte[] Colors() => [.. Enumerable.Range(0, Height * Width * 3).Select(index => (byte)(index * 7))];

    private static byte[] Rgb(MLImage image)
    {
        byte[] rgb = new byte[image.Width * image.Height * 3];
        PixelConversion.ToRgb(image.Pixels, image.PixelFormat == MLPixelFormat.Bgra32 ? PixelOrder.Bgra : PixelOrder.Rgba, rgb);
        return rgb;
    }
}
