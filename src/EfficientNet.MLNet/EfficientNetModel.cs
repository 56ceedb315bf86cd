using EfficientNet.MLNet.Pipeline;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet;

/// <summary>
/// Loads saved models so that they score as fast as when they were fitted. ML.NET's own <c>ml.Model.Load</c> loads them as well, with equal results,
/// but as a chain of ML.NET's transformers, which run one row after the other.
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
    /// <returns>The model; it can be disposed of, which frees its networks.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no model, or its model cannot be loaded; the inner exception is ML.NET's.</exception>
    public static ITransformer Load(MLContext ml, string path) => Load(ml, path, out _);

    /// <summary>The same, with the columns of the data that the model was saved with.</summary>
    /// <param name="ml">The context to load in.</param>
    /// <param name="path">The model's file.</param>
    /// <param name="inputSchema">The columns that were given to <c>ml.Model.Save</c>; null if none were.</param>
    /// <returns>The model; it can be disposed of, which frees its networks.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no model, or its model cannot be loaded; the inner exception is ML.NET's.</exception>
    public static ITransformer Load(MLContext ml, string path, out DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(ml);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no model '{path}' (looked for {Path.GetFullPath(path)}).", path);
        }

        ITransformer? plain = null;
        try
        {
            plain = ml.Model.Load(path, out inputSchema);
            return ChainReader.Restore(ml, plain, _ => File.OpenRead(path));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            (plain as IDisposable)?.Dispose();
            throw new InvalidDataException(
                $"The model '{path}' cannot be loaded ({exception.GetBaseException().Message}); expected a file that ml.Model.Save has written.", exception);
        }
    }

    /// <summary>
    /// Makes a model that ML.NET has loaded score as fast as when it was fitted: the same as <see cref="Load(MLContext, string)"/>, for where the
    /// file is not at hand. It costs as much as saving the model's networks.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="ml">Any context.</param>
    /// <returns>
    /// A model with <see cref="EfficientNetTransformer"/>s in it, made of the transformers of <paramref name="model"/>: disposing of either frees both.
    /// <paramref name="model"/> itself if there is nothing in it that could be faster.
    /// </returns>
    public static ITransformer WithFastScoring(this ITransformer model, MLContext ml)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ml);
        return ChainReader.Restore(ml, model, chains => Save(ml, chains));
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
