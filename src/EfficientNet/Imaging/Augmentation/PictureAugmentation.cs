namespace EfficientNet.Imaging;

/// <summary>
/// A random change of a training picture after which it still shows the same: mirrored, cut out of it, in another light. Derive from it to add
/// one of your own. It may be used by several threads at once, and is asked for the same view again whenever features are not in the cache, so
/// everything random in it must come from the random numbers it is given.
/// </summary>
public abstract class PictureAugmentation
{
    /// <summary>
    /// The augmentation's kind with all its parameters, such as <c>RandomNoise amount=0.1</c>. Features of augmented pictures are cached under
    /// it: augmentations that act differently must differ in it, and it must change when the code does.
    /// </summary>
    public abstract string Identity { get; }

    /// <summary>
    /// Whether the picture that <see cref="Apply"/> returns is all of what the network is to see, as after a random crop. Such a picture
    /// is resized to the network's size whatever its proportions; any other is resized and cropped as the network's preprocessing says. Default: false.
    /// </summary>
    public virtual bool SetsFrame => false;

    /// <summary>Makes a changed picture.</summary>
    /// <param name="picture">The picture, which stays as it is.</param>
    /// <param name="random">
    /// Random numbers that belong to this picture and view: the same ones at every run and on every machine, whatever the version of .NET.
    /// </param>
    /// <returns>A picture of any size; <paramref name="picture"/> itself if nothing is to change.</returns>
    public abstract RgbPicture Apply(RgbPicture picture, Random random);
}
