using EfficientNet.Graph;
using EfficientNet.MLNet.Pipeline;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet;

/// <summary>
/// Saves models as a whole or not at all, and loads them so that they score as fast as when they were fitted. ML.NET's own <c>ml.Model.Load</c> loads them as
/// well, with equal results, but as a chain of ML.NET's transformers, which run one row after the other.
/// </summary>
public static class EfficientNetModel
{
    /// <summary>
    /// Loads a model that <c>ml.Model.Save</c> has saved. Featurizers, classifiers and preprocessors in it, wherever they stand, become
    /// <see cref="EfficientNetTransformer"/>s again; everything else is as ML.NET loads it. Models without any, and what versions before 0.1.0
    /// saved, are loaded plainly.
    /// </summary>
    /// <param name="ml">The context to load in.</param>
    /// <param name="path">The model's file.</param>
    /// <param name="scoring">How data views are scored; a saved model does not say. Default: null, as the machine and the network suggest.</param>
    /// <returns>
    /// The model. Dispose of it: that frees its networks, and deletes their files, which ML.NET else leaves in the system's folder of temporary files.
    /// </returns>
    /// <exception cref="ArgumentException">A scoring option is out of its range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no model, or its model cannot be loaded; the inner exception is ML.NET's.</exception>
    public static ITransformer Load(MLContext ml, string path, ScoringOptions? scoring = null) => Load(ml, path, out _, scoring);

    /// <summary>The same, with the columns of the data that the model was saved with.</summary>
    /// <param name="ml">The context to load in.</param>
    /// <param name="path">The model's file.</param>
    /// <param name="inputSchema">The columns that were given to <c>ml.Model.Save</c>; null if none were.</param>
    /// <param name="scoring">How data views are scored. Default: null, as the machine and the network suggest.</param>
    /// <returns>The model. Dispose of it, as above.</returns>
    /// <exception cref="ArgumentException">A scoring option is out of its range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no model, or its model cannot be loaded; the inner exception is ML.NET's.</exception>
    public static ITransformer Load(MLContext ml, string path, out DataViewSchema? inputSchema, ScoringOptions? scoring = null)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Check(scoring);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no model '{path}' (looked for {Path.GetFullPath(path)}).", path);
        }

        ITransformer? plain = null;
        try
        {
            plain = ml.Model.Load(path, out inputSchema);
            return ChainReader.Restore(ml, plain, _ => File.OpenRead(path), scoring);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            (plain as IDisposable)?.Dispose();
            throw new InvalidDataException(
                $"The model '{path}' cannot be loaded ({exception.GetBaseException().Message}); expected a file that ml.Model.Save has written.", exception);
        }
    }

    /// <summary>
    /// Makes a model that ML.NET has loaded score as fast as when it was fitted: the same as <see cref="Load(MLContext, string, ScoringOptions?)"/>, for
    /// where the file is not at hand. It costs as much as saving the model's networks.
    /// </summary>
    /// <param name="model">The model. What in it was fitted by this process, or made fast already, stays as it is.</param>
    /// <param name="ml">Any context.</param>
    /// <param name="scoring">How data views are scored. Default: null, as the machine and the network suggest.</param>
    /// <returns>
    /// A model with <see cref="EfficientNetTransformer"/>s in it, made of the transformers of <paramref name="model"/>: dispose of this one, which
    /// disposes of both, and not of <paramref name="model"/> while this one is used. <paramref name="model"/> itself if there is nothing in it that could be faster.
    /// </returns>
    /// <exception cref="ArgumentException">A scoring option is out of its range.</exception>
    public static ITransformer WithFastScoring(this ITransformer model, MLContext ml, ScoringOptions? scoring = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ml);
        Check(scoring);
        return ChainReader.Restore(ml, model, chains => Save(ml, chains), scoring);
    }

    /// <summary>
    /// Saves a model as <c>ml.Model.Save</c> does, in the same format, but as a whole or not at all: where the disk is full, nothing is left of it, and a file that
    /// was there before is as it was until the new one is complete.
    /// </summary>
    /// <param name="ml">Any context.</param>
    /// <param name="model">The model; any of ML.NET's.</param>
    /// <param name="inputSchema">The columns of the data that the model is for; null to leave them out.</param>
    /// <param name="path">The model's file; its folder must exist. A file of that name is replaced.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it, and says why.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public static void Save(MLContext ml, ITransformer model, DataViewSchema? inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = Path.GetFullPath(path);
        try
        {
            WholeFile.WriteNamed(file, ".tmp", unfinished => ml.Model.Save(model, inputSchema, unfinished));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The model cannot be saved as '{file}': expected the path of a file in a folder that can be written, on a disk with room, but found: {exception.Message} Make room, or name another place.",
                exception);
        }
    }

    private static void Check(ScoringOptions? scoring)
    {
        List<string> problems = [];
        scoring?.CollectProblems(problems);
        if (problems.Count > 0)
        {
            throw new ArgumentException($"{nameof(ScoringOptions)}: {string.Join("; ", problems)}.", nameof(scoring));
        }
    }

    private static FileStream Save(MLContext ml, IReadOnlyList<SavedChain> chains)
    {
        // A file, as networks can be larger than an array.
        var stream = new FileStream(
            Path.Combine(Path.GetTempPath(), $"efficientnet-{Guid.NewGuid():N}.zip"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            bufferSize: 4096,
            FileOptions.DeleteOnClose);
        try
        {
            ml.Model.Save(new TransformerChain<ITransformer>([.. chains.SelectMany(chain => chain.Transformers)]), inputSchema: null, stream);
            stream.Position = 0;
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
