using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// The reading side of ModelSaveContext.
internal sealed class ModelLoadContext : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly string _directory;

    private ModelLoadContext(ZipArchive archive, string directory, BinaryReader reader)
    {
        _archive = archive;
        _directory = directory;
        Reader = reader;
    }

    public BinaryReader Reader { get; }

    public string LoadString() => Reader.ReadBoolean() ? Reader.ReadString() : null;

    public string LoadNonEmptyString()
    {
        var value = Reader.ReadString();
        return value.Length > 0 ? value : throw Contracts.ExceptDecode($"An empty name in the model's folder {_directory}.");
    }

    public T LoadModel<T>(IHostEnvironment env, string name)
        where T : class => LoadModel<T>(env, _archive, $"{_directory}/{name}");

    // Null where there is no such entry.
    public byte[] LoadBinaryOrNull(string name)
    {
        var entry = _archive.GetEntry($"{_directory}/{name}");
        if (entry is null)
            return null;
        using var stream = entry.Open();
        var bytes = new byte[entry.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static T LoadModel<T>(IHostEnvironment env, ZipArchive archive, string directory)
        where T : class
    {
        var entry = archive.GetEntry($"{directory}/{ModelSaveContext.StateEntry}")
            ?? throw Contracts.ExceptDecode($"The model has no entry {directory}/{ModelSaveContext.StateEntry}; expected what Model.Save writes.");
        using var reader = new BinaryReader(entry.Open(), Encoding.UTF8);
        var loaderName = reader.ReadString();
        var assemblyName = reader.ReadString();
        using var context = new ModelLoadContext(archive, directory, reader);
        var component = Create(env, context, FindLoader(loaderName, assemblyName));
        return component as T ?? throw Contracts.ExceptDecode($"{directory} of the model holds {component.GetType()}, expected {typeof(T)}.");
    }

    public void Dispose() => Reader.Dispose();

    private static Type FindLoader(string loaderName, string assemblyName)
    {
        Assembly assembly;
        try
        {
            assembly = Assembly.Load(assemblyName);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException)
        {
            throw new InvalidOperationException($"The model needs the assembly {assemblyName} for '{loaderName}', which cannot be loaded.", e);
        }

        return assembly.GetCustomAttributes<LoadableClassAttribute>().FirstOrDefault(loadable => loadable.LoaderName == loaderName)?.LoaderType
            ?? throw Contracts.ExceptDecode($"The assembly {assemblyName} has no loader '{loaderName}', which the model asks for.");
    }

    private static object Create(IHostEnvironment env, ModelLoadContext context, Type type)
    {
        const BindingFlags any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions;
        Type[] parameters = [typeof(IHostEnvironment), typeof(ModelLoadContext)];
        object[] arguments = [env, context];
        if (type.GetMethod("Create", any | BindingFlags.Static, parameters) is { } method)
            return method.Invoke(null, any, null, arguments, null);
        if (type.GetConstructor(any | BindingFlags.Instance, parameters) is { } constructor)
            return constructor.Invoke(any, null, arguments, null);
        throw Contracts.Except($"{type} has neither a method Create nor a constructor for ({string.Join(", ", parameters.Select(p => p.Name))}).");
    }
}
