using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

// A session over a model file, and what its inputs and outputs are.
internal sealed class OnnxModel : IDisposable
{
    // Files of our own that are still there; whoever forgets to dispose a transformer leaves none behind at the process's end.
    private static readonly ConcurrentDictionary<string, bool> TemporaryFiles = new();

    private readonly InferenceSession _session;
    private readonly FileStream _file;
    private readonly OnnxFile _description;

    static OnnxModel() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var path in TemporaryFiles.Keys)
            Delete(path);
    };

    public OnnxModel(IHostEnvironment env, string path, bool isTemporary, OnnxOptions options)
    {
        _session = CreateSession(env, path, options);
        try
        {
            _description = OnnxFile.Read(File.ReadAllBytes(path));
            Inputs = Variables(_session.InputMetadata, _description.Inputs, options.ShapeDictionary);
            Outputs = Variables(_session.OutputMetadata, _description.Outputs, options.ShapeDictionary);
            // Held open as long as the model lives, as the real one does: saving reads it again.
            _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (isTemporary)
                TemporaryFiles[path] = true;
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    public Variable[] Inputs { get; }

    public Variable[] Outputs { get; }

    public static OnnxModel FromStream(IHostEnvironment env, Stream bytes, OnnxOptions options)
    {
        var folder = env is IHostEnvironmentInternal local ? local.TempFilePath : Path.GetTempPath();
        var path = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            using (var file = File.Create(path))
            {
                bytes.Seek(0, SeekOrigin.Begin);
                bytes.CopyTo(file);
            }
            return new OnnxModel(env, path, isTemporary: true, options);
        }
        catch
        {
            Delete(path);
            throw;
        }
    }

    public byte[] ReadBytes() => File.ReadAllBytes(_file.Name);

    public string[] SlotNames(string column) => _description.SlotNames(column);

    public Variable GetInput(string name) => Array.Find(Inputs, input => input.Name == name)
        ?? throw Contracts.ExceptParam(nameof(name), $"Input tensor, {name}, does not exist in the ONNX model. Available input names are [{Names(Inputs)}]. Available initializers are []");

    public Variable GetOutput(string name) => Array.Find(Outputs, output => output.Name == name)
        ?? throw Contracts.ExceptParam(nameof(name), $"Ouput tensor, {name}, does not exist in the ONNX model. Available output names are [{Names(Outputs)}].");

    public IDisposableReadOnlyCollection<DisposableNamedOnnxValue> Run(IReadOnlyCollection<NamedOnnxValue> inputs, IReadOnlyCollection<string> outputs) =>
        _session.Run(inputs, outputs);

    public void Dispose()
    {
        _session.Dispose();
        _file.Dispose();
        if (TemporaryFiles.TryRemove(_file.Name, out _))
            Delete(_file.Name);
    }

    private static InferenceSession CreateSession(IHostEnvironment env, string path, OnnxOptions options)
    {
        var general = env.GetOnnxSessionOption() ?? new OnnxSessionOptions();
        if (!general.PerSessionThreads && !OrtEnv.IsCreated)
        {
            var creation = new EnvironmentCreationOptions
            {
                threadOptions = new OrtThreadingOptions
                {
                    GlobalInterOpNumThreads = general.GlobalInterOpNumThreads,
                    GlobalIntraOpNumThreads = general.GlobalIntraOpNumThreads,
                },
            };
            OrtEnv.CreateInstanceWithOptions(ref creation);
        }
        if (general.CreateSessionOptions is { } create)
            return Open(create());

        InferenceSession Create(SessionOptions session)
        {
            general.CopyTo(session);
            session.InterOpNumThreads = options.InterOpNumThreads ?? general.InterOpNumThreads;
            session.IntraOpNumThreads = options.IntraOpNumThreads ?? general.IntraOpNumThreads;
            return Open(session);
        }

        InferenceSession Open(SessionOptions session)
        {
            var opened = new InferenceSession(path, session);
            // Else the native options can be freed by their finalizer while ONNX Runtime still reads them.
            GC.KeepAlive(session);
            return opened;
        }

        if (options.GpuDeviceId is not { } device)
            return Create(new SessionOptions());
        try
        {
            return Create(SessionOptions.MakeSessionOptionWithCudaProvider(device));
        }
        catch (OnnxRuntimeException) when (options.FallbackToCpu)
        {
            return Create(new SessionOptions());
        }
    }

    private static Variable[] Variables(IReadOnlyDictionary<string, NodeMetadata> session, Dictionary<string, DataViewType> declared, IDictionary<string, int[]> shapes)
    {
        var result = new List<Variable>();
        foreach (var (name, metadata) in session)
        {
            if (name.StartsWith("mlnet.", StringComparison.Ordinal)
                && (name.EndsWith(".unusedInput", StringComparison.Ordinal) || name.EndsWith(".unusedOutput", StringComparison.Ordinal)))
                continue;
            var type = declared[name];
            var shape = metadata.Dimensions;
            if (shapes is not null && shapes.TryGetValue(name, out var wished))
            {
                if (wished.Length != shape.Length || wished.Zip(shape).Any(pair => pair.First != pair.Second && pair.First > 0 && pair.Second > 0))
                    throw Contracts.ExceptParam("shapeDictionary", $"The specified shape {string.Join(",", wished)} is not compatible with the shape {string.Join(",", shape)}" +
                        " loaded from the ONNX model file. Only unknown dimension can replace or be replaced by another dimension.");
                shape = wished;
                if (type is VectorDataViewType vector)
                    type = wished.All(size => size > 0) ? new VectorDataViewType(vector.ItemType, wished) : new VectorDataViewType(vector.ItemType);
            }
            result.Add(new Variable(name, AdjustShape(shape), type));
        }
        return [.. result];
    }

    // The shape that rows are fed in: an unknown first dimension is one row, other unknown ones are 0, and a scalar is a vector of one.
    private static int[] AdjustShape(int[] shape) =>
        shape.Length == 0 ? [1] : shape.Select((size, axis) => axis == 0 && size < 0 ? 1 : Math.Max(size, 0)).ToArray();

    private static string Names(Variable[] variables) => string.Join(",", variables.Select(variable => variable.Name));

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // Somebody holds it; it lies in the folder for temporary files.
        }
    }

    internal sealed record Variable(string Name, int[] Shape, DataViewType Type);
}
