namespace EfficientNet.Imaging;

/// <summary>A picture cannot be used. The message names it, says what is wrong with it and what can be done.</summary>
public sealed class PictureException : Exception
{
    /// <summary>Makes the exception; its message begins with the picture's name.</summary>
    /// <param name="picture">The picture's path, or another name for it.</param>
    /// <param name="reason">Which kind of problem it is.</param>
    /// <param name="problem">What is wrong and what can be done, as clauses.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    public PictureException(string picture, PictureProblem reason, string problem, Exception? innerException = null)
        : base($"{picture}: {problem}", innerException)
    {
        Picture = picture;
        Reason = reason;
    }

    /// <summary>The picture's path, or another name for it.</summary>
    public string Picture { get; }

    /// <summary>Which kind of problem it is.</summary>
    public PictureProblem Reason { get; }
}
