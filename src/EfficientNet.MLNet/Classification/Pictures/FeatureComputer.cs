using System.Buffers.Binary;
using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;

namespace EfficientNet.MLNet.Classification;

/// <summary>Makes a picture's features, or finds them in the cache. May be used by several threads at once.</summary>
internal sealed class FeatureComputer(FeatureNetwork network, FeatureStore store, AugmentedViews views, int featureCount)
{
    /// <summary>How many rows of features a picture has: its own, and those of its views.</summary>
    public int RowsPerPicture => 1 + views.Count;

    /// <summary>The features, and what else is told of a picture.</summary>
    /// <param name="content">The picture.</param>
    /// <param name="row">The number of its row.</param>
    /// <param name="label">Its class.</param>
    /// <param name="wasFound">Whether all was in the cache.</param>
    /// <exception cref="PictureException">It is broken.</exception>
    public PictureEntry Compute(PictureContent content, long row, int label, out bool wasFound)
    {
        UInt128 hash = content.Hash();
        float[] features = new float[RowsPerPicture * featureCount];
        Span<float> own = features.AsSpan(0, featureCount);
        Span<float> ofViews = features.AsSpan(featureCount);
        bool hasPicture = store.TryReadPicture(hash, own, out PerceptualHash? perceptualHash);
        bool hasViews = views.Count == 0 || store.TryReadViews(hash, ofViews);
        wasFound = hasPicture && hasViews;
        if (!wasFound)
        {
            RgbPicture? picture = content.IsPicture ? Decode(content) : null;
            if (!hasPicture)
            {
                network.Run((_, prepared) => content.Prepare(prepared), 1, own);
                perceptualHash = picture is null ? null : PerceptualHash.Of(picture.Pixels, picture.Height, picture.Width, PixelOrder.Rgb);
                store.WritePicture(hash, own, perceptualHash);
            }

            if (!hasViews)
            {
                ComputeViews(picture!, hash, ofViews);
                store.WriteViews(hash, ofViews);
            }
        }

        return new PictureEntry
        {
            Row = row,
            Name = content.Name,
            Label = label,
            ContentHash = hash,
            PerceptualHash = perceptualHash,
            Features = features,
        };
    }

    private static RgbPicture Decode(PictureContent content)
    {
        using OpenPicture picture = content.Open();
        return RgbPicture.Of(picture.Pixels, picture.Height, picture.Width, picture.Order, picture.Orientation);
    }

    private void ComputeViews(RgbPicture picture, UInt128 hash, Span<float> features)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, hash);
        network.Run((view, prepared) => views.Prepare(picture, bytes, view, network.Settings.Preprocessing, prepared), views.Count, features);
    }
}
