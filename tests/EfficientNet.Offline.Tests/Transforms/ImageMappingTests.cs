using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace EfficientNet.Offline.Tests.Transforms;

public sealed class ImageMappingTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly MLImage _image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Bgra32, [1, 2, 3, 255, 4, 5, 6, 255]);

    public void Dispose() => _image.Dispose();

    [Fact]
    public void An_image_maps_to_its_pixels()
    {
        var data = Load();
        var mapped = GetPixels().Fit(data).Transform(data);
        Assert.Equal([[1, 2, 3, 255, 4, 5, 6, 255]], mapped.GetColumn<byte[]>("Bytes"));
    }

    [Fact]
    public void A_mapping_can_make_images()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new Pixels { Bytes = [9, 8, 7, 255] } });
        var mapped = _ml.Transforms.CustomMapping<Pixels, Picture>(
            (source, target) => target.Image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, source.Bytes), null).Fit(data).Transform(data);
        Assert.IsType<ImageDataViewType>(mapped.Schema["Image"].Type);
        foreach (var row in _ml.Data.CreateEnumerable<Picture>(mapped, reuseRowObject: false))
            Assert.Equal([9, 8, 7, 255], row.Image.Pixels.ToArray());
    }

    [Fact]
    public void The_shape_check_never_takes_an_image_that_an_estimator_made()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new ImageFile { Path = "nowhere.png" } });
        var chain = _ml.Transforms.LoadImages("Image", null, "Path").Append(GetPixels());
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(data));
        Assert.Contains("Schema mismatch for input column 'Image': expected Image, got Image", error.Message);
    }

    [Fact]
    public void The_shape_check_takes_an_image_of_the_type_registered_for_the_member()
    {
        var mapped = new EstimatorChain<ITransformer>().Append(GetPixels()).Fit(Load()).Transform(Load());
        Assert.Equal([[1, 2, 3, 255, 4, 5, 6, 255]], mapped.GetColumn<byte[]>("Bytes"));
    }

    private CustomMappingEstimator<Picture, Pixels> GetPixels() =>
        _ml.Transforms.CustomMapping<Picture, Pixels>((source, target) => target.Bytes = source.Image.Pixels.ToArray(), null);

    private IDataView Load() => _ml.Data.LoadFromEnumerable(new[] { new Picture { Image = _image } });

    /// <summary>Says that a member of type <see cref="MLImage"/> is an image column of any size.</summary>
    private sealed class AnyImageAttribute : DataViewTypeAttribute
    {
        public override void Register() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage), this);

        public override bool Equals(DataViewTypeAttribute other) => other is AnyImageAttribute;

        public override bool Equals(object obj) => obj is AnyImageAttribute;

        public override int GetHashCode() => 1;
    }

    private sealed class Picture
    {
        [AnyImage]
        public MLImage Image { get; set; }
    }

    private sealed class ImageFile
    {
        public string Path { get; set; }
    }

    private sealed class Pixels
    {
        public byte[] Bytes { get; set; }
    }
}
