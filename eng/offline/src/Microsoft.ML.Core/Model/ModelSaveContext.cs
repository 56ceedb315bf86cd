using System.IO.Compression;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// One folder of the model's zip archive. The state of a component lies in the entry Model.key, after the name of its loader and of the
// assembly that has it; parts of a component lie in folders below, large pieces of data in entries of their own.
public sealed class ModelSaveContext : IDisposable
{
    internal const string StateEntry = "Model.key";

    private readonly ZipArchive _archive;
    private readonly string _directory;
    private readonly MemoryStream _state = new();
    private string _loaderName;
    private string _loaderAssembly;

    internal ModelSaveContext(ZipArchive archive, string directory)
    {
        _archive = archive;
        _directory = directory;
        Writer = new BinaryWriter(_state, Encoding.UTF8);
    }

    internal BinaryWriter Writer { get; }

    // What the real SetVersionInfo is for: says who can read this state.
    internal void SetLoader(string loaderName, Type loaderType)
    {
        _loaderName = loaderName;
        _loaderAssembly = loaderType.Assembly.FullName;
    }

    // May be null.
    internal void SaveString(string value)
    {
        Writer.Write(value is not null);
        if (value is not null)
            Writer.Write(value);
    }

    internal void SaveNonEmptyString(string value)
    {
        Contracts.CheckNonEmpty(value, nameof(value));
        Writer.Write(value);
    }

    // A component that is part of this one.
    internal void SaveModel(object component, string name) => SaveModel(_archive, component, $"{_directory}/{name}");

    internal void SaveBinaryStream(string name, Action<Stream> save)
    {
        using var stream = _archive.CreateEntry($"{_directory}/{name}").Open();
        save(stream);
    }

    internal static void SaveModel(ZipArchive archive, object component, string directory)
    {
        if (component is not ICanSaveModel savable)
            throw Contracts.Except($"Models of type {component.GetType()} cannot be saved: they do not implement {nameof(ICanSaveModel)}.");
        using var context = new ModelSaveContext(archive, directory);
        savable.Save(context);
        context.Finish(component);
    }

    public void Dispose() => Writer.Dispose();

    private void Finish(object component)
    {
        if (_loaderName is null)
            throw Contracts.Except($"{component.GetType()} did not say how it can be loaded.");
        Writer.Flush();
        using var writer = new BinaryWriter(_archive.CreateEntry($"{_directory}/{StateEntry}").Open(), Encoding.UTF8);
        writer.Write(_loaderName);
        writer.Write(_loaderAssembly);
        writer.Write(_state.GetBuffer().AsSpan(0, (int)_state.Length));
    }
}
