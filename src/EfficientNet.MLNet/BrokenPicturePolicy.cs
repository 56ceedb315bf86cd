namespace EfficientNet.MLNet;

/// <summary>What happens to a row whose picture is missing, cut off, too large, or no picture at all.</summary>
public enum BrokenPicturePolicy
{
    /// <summary>
    /// Reading the row throws a <see cref="Imaging.PictureException"/> that names the file and the reason. The default. ML.NET, which
    /// reads rows on several threads, may wrap it in an exception of its own; <see cref="Exception.GetBaseException"/> is ours then.
    /// </summary>
    Fail,

    /// <summary>
    /// The row stays in its place. Its numbers are missing values (<see cref="float.NaN"/>), which ML.NET's trainers pass over,
    /// its text is empty, and the column <see cref="PictureTransformOptions.BrokenPictureColumnName"/> says what is wrong with
    /// which file. All other rows are what they would be without it.
    /// </summary>
    Skip,
}
