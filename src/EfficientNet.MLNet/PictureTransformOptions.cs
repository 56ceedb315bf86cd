using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;

namespace EfficientNet.MLNet;

/// <summary>What all transforms of a picture column have in common.</summary>
public abstract class PictureTransformOptions
{
    private protected PictureTransformOptions()
    {
    }

    /// <summary>
    /// The column that holds the pictures: a path (text), a file's bytes (vector of Byte), an <see cref="Microsoft.ML.Data.MLImage"/>, or
    /// pixels that are normalized already (vector of Single of known size 3 x height x width, channels R, G, B, as <c>ExtractPixels</c>
    /// gives them). The first three are resized, cropped and normalized by <see cref="Preprocessing"/>; the last is taken as it is.
    /// Default: <c>ImagePath</c>.
    /// </summary>
    public string InputColumnName { get; init; } = "ImagePath";

    /// <summary>The folder that relative paths in the input column start from. Default: null, the current directory. It is saved with the model.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>How a picture becomes the network's input. Default: null, as the weights were trained.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>
    /// Whether a picture is turned as its file's EXIF orientation says before it is prepared. Default: false, as in Pillow and timm, which leave it.
    /// It is saved with the model. An <see cref="Microsoft.ML.Data.MLImage"/> and normalized pixels carry no EXIF: of them nothing is
    /// turned.
    /// </summary>
    public bool ApplyExifOrientation { get; init; }

    /// <summary>What happens to a row whose picture is broken. Default: <see cref="BrokenPicturePolicy.Fail"/>. It is saved with the model.</summary>
    public BrokenPicturePolicy BrokenPictures { get; init; } = BrokenPicturePolicy.Fail;

    /// <summary>
    /// The text column that reports broken pictures under <see cref="BrokenPicturePolicy.Skip"/>: empty for a sound picture, else the
    /// file's name and what is wrong with it. Reading this column alone decodes the pictures, but does not run the network.
    /// Default: <c>BrokenPicture</c>. Under <see cref="BrokenPicturePolicy.Fail"/>, and for pixels that are normalized already, there is no such
    /// column.
    /// </summary>
    public string BrokenPictureColumnName { get; init; } = "BrokenPicture";

    /// <summary>
    /// The most pixels (width x height) that a picture's header may claim; a larger picture counts as broken and is not decoded.
    /// Default: 178,956,970, the size at which Pillow refuses a picture. At least 1; above 536,870,911, what a decoder's
    /// buffer can hold, it has no effect. It is saved with the model.
    /// </summary>
    public long MaximumPixels { get; init; } = PictureInspector.DefaultMaximumPixels;

    /// <summary>
    /// How the rows of data views are scored: how many at once, on what. Default: what suits the machine and the network. It is not saved with the
    /// model.
    /// </summary>
    public ScoringOptions Scoring { get; init; } = new();

    /// <summary>Throws one exception that names everything that is wrong with these options.</summary>
    internal void Validate(string verb)
    {
        var problems = new List<string>();
        CollectProblems(problems);
        if (problems.Count > 0)
        {
            throw new ArgumentException($"{verb}: {string.Join("; ", problems)}.");
        }
    }

    private protected virtual void CollectProblems(List<string> problems)
    {
        RequireName(problems, InputColumnName, nameof(InputColumnName));
        if (BrokenPictures == BrokenPicturePolicy.Skip)
        {
            RequireName(problems, BrokenPictureColumnName, nameof(BrokenPictureColumnName));
        }

        if (!Enum.IsDefined(BrokenPictures))
        {
            problems.Add($"{nameof(BrokenPictures)} is {BrokenPictures}, expected Fail or Skip");
        }

        if (MaximumPixels < 1)
        {
            problems.Add($"{nameof(MaximumPixels)} is {MaximumPixels}, expected at least 1");
        }

        if (Scoring is null)
        {
            problems.Add($"{nameof(Scoring)} is null, expected options; leave it out for the defaults");
        }
        else
        {
            Scoring.CollectProblems(problems);
        }
    }

    private protected static void RequireName(List<string> problems, string? name, string option)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            problems.Add($"{option} is empty, expected a column's name");
        }
        else if (TemporaryColumns.All.Contains(name, StringComparer.Ordinal))
        {
            problems.Add($"{option} is '{name}', a column that lives inside the transform only; expected another name");
        }
    }

    private protected static void RequireDistinct(List<string> problems, params string[] names)
    {
        foreach (IGrouping<string, string> group in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add($"'{group.Key}' is the name of {group.Count()} output columns, expected different names");
        }
    }
}
