using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests.Classification;

/// <summary>Pictures of parts under one camera look the same by any perceptual hash, and differ in what matters.</summary>
public sealed class FixedCameraTests : IDisposable
{
    private const int Side = 96;

    private readonly TinyClassifier _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Pictures_that_all_look_alike_are_validated_on_and_that_is_a_warning()
    {
        IDataView data = Data([.. Enumerable.Range(0, 40).Select(index => Part(index % 2 == 0 ? "good" : "scratched", index))]);

        using EfficientNetClassificationModel model = Train(data);

        Assert.Equal(40, Assert.Single(model.Summary.NearDuplicates).Pictures.Count);
        Assert.Equal(40, model.Summary.Validation!.Rows);
        string warning = Assert.Single(model.Summary.Warnings, warning => warning.Contains("fixed camera", StringComparison.Ordinal));
        Assert.Contains("'good', 'scratched'", warning);
        Assert.Contains("ValidationSet", warning);
    }

    [Fact]
    public void Equal_pictures_stay_together_even_then()
    {
        // Of each picture two: held out apart, the network would know all of them.
        LabeledImage[] parts = [.. Enumerable.Range(0, 10).Select(index => Part(index % 2 == 0 ? "good" : "scratched", index))];
        using EfficientNetClassificationModel once = Train(Data(parts));
        using EfficientNetClassificationModel twice = Train(Data([.. parts, .. parts]));

        Assert.Equal(20, twice.Summary.Validation!.Rows);
        Assert.Equal(once.Summary.Validation!.Accuracy, twice.Summary.Validation.Accuracy);
    }

    [Fact]
    public void Copies_of_some_pictures_stay_together_as_ever()
    {
        List<LabeledImage> images = [.. _tiny.DrawList(8)];
        images.AddRange(["discs", "discs"], images[0].ImagePath);

        using EfficientNetClassificationModel model = Train(Data([.. images]));

        Assert.DoesNotContain(model.Summary.Warnings, warning => warning.Contains("fixed camera", StringComparison.Ordinal));
        Assert.Equal(images.Count, model.Summary.Validation!.Rows);
    }

    [Fact]
    public void A_class_of_one_picture_many_times_cannot_be_validated_and_that_is_a_warning()
    {
        List<LabeledImage> images = [.. _tiny.DrawList(6).Where(image => image.Label == "discs")];
        images.AddRange(Enumerable.Repeat("blank", 3000), Part("blank", 0).ImagePath);

        using EfficientNetClassificationModel model = Train(Data([.. images]));

        Assert.Contains(model.Summary.Warnings, warning => warning.StartsWith("No picture of these classes could be held out", StringComparison.Ordinal) && warning.Contains("'blank'"));
        Assert.Equal(3000, Assert.Single(model.Summary.NearDuplicates, group => group.Pictures.Count == 3000).Pictures.Count);
        Assert.Equal(0, model.Summary.NearDuplicates.Single(group => group.Pictures.Count == 3000).Distance);
    }

    private EfficientNetClassificationModel Train(IDataView data) => _tiny.Trainer(_tiny.Options(views: 0)).Fit(data);

    private IDataView Data(IReadOnlyList<LabeledImage> images) => _tiny.Keys(_tiny.Ml.Data.LoadFromEnumerable(images));

    /// <summary>A bright part before a dark table, the light a little different each time; some have a thin scratch.</summary>
    private LabeledImage Part(string label, int seed)
    {
        var random = new Random(seed);
        int light = random.Next(12);
        int scratch = label == "scratched" ? random.Next(30, 60) : -1;
        byte[] pixels = new byte[Side * Side * 4];
        for (int y = 0; y < Side; y++)
        {
            for (int x = 0; x < Side; x++)
            {
                bool isPart = x is > 20 and < 76 && y is > 30 and < 66;
                int grey = (isPart ? x - scratch is 0 or 1 ? 60 : 180 + (x / 4) : 40 + (y / 3)) + light + random.Next(4);
                pixels.AsSpan(((y * Side) + x) * 4, 3).Fill((byte)grey);
                pixels[(((y * Side) + x) * 4) + 3] = 255;
            }
        }

        string path = Path.Combine(_tiny.Pictures.Folder, $"{label}{seed}.png");
        using MLImage image = MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Bgra32, pixels);
        image.Save(path);
        return new LabeledImage { ImagePath = path, Label = label };
    }
}
