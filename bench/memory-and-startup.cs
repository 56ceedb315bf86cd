// What building a network takes: time from a fresh process, and the peak of its working set. Each run is one figure of
// docs/memory-and-startup.md; weights are made up, as their numbers change neither.
//   dotnet run -c Release bench/memory-and-startup.cs -- weights VARIANT FILE        a safetensors file to measure with
//   dotnet run -c Release bench/memory-and-startup.cs -- graph VARIANT FILE          the graph from the mapped file
//   dotnet run -c Release bench/memory-and-startup.cs -- model VARIANT FILE SIDE     a model, and one run on a square picture
//   dotnet run -c Release bench/memory-and-startup.cs -- save VARIANT FILE MODEL     an ONNX file
#:project ../src/EfficientNet/EfficientNet.csproj
#:project ../tests/EfficientNet.Testing/EfficientNet.Testing.csproj
#:property PublishAot=false
#:property AllowUnsafeBlocks=true
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Inference;
using EfficientNet.Testing;
using EfficientNet.Weights;

if (args is not [var command, var name, var file, ..])
{
    Console.Error.WriteLine("Use: weights VARIANT FILE | graph VARIANT FILE | model VARIANT FILE SIDE | save VARIANT FILE MODEL");
    return 1;
}

var variant = EfficientNetVariant.Parse(name);
if (command == "weights")
{
    Write(variant.Expand(), file);
    return 0;
}

Report("at start");
var watch = Stopwatch.StartNew();
using var weights = SafetensorsFile.Open(file);
switch (command)
{
    case "graph":
        var graph = OnnxGraph.Build(variant.Expand(), weights);
        Report($"graph of {graph.Size:N0} bytes built", watch);
        watch.Restart();
        graph = OnnxGraph.Build(variant.Expand(), weights);
        Report("and once more, with everything compiled", watch);
        break;
    case "model":
        var side = int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture);
        using (var model = new EfficientNetSession(variant, weights))
        {
            Report("model ready", watch);
            watch.Restart();
            model.Run(DeterministicTensors.Input(1, 3, side, side), 1, side, side);
            Report($"one run on {side} x {side}", watch);
        }

        break;
    case "save":
        EfficientNetSession.SaveOnnx(args[3], variant, weights);
        Report($"file of {new FileInfo(args[3]).Length:N0} bytes saved", watch);
        break;
    default:
        Console.Error.WriteLine($"'{command}' is no command.");
        return 1;
}

return 0;

static void Report(string what, Stopwatch? watch = null)
{
    var elapsed = watch is null ? "" : $"{watch.Elapsed.TotalMilliseconds:N0} ms, ";
    using var process = Process.GetCurrentProcess();
    Console.WriteLine($"{what}: {elapsed}working set {process.WorkingSet64 / 1e6:N0} MB, its peak {process.PeakWorkingSet64 / 1e6:N0} MB");
}

static void Write(Network network, string file)
{
    var tensors = new DeterministicTensors(network.Tensors.Select(tensor => (tensor.Name, tensor.Shape)));
    long end = 0;
    var entries = network.Tensors.ToDictionary(tensor => tensor.Name, tensor =>
    {
        var start = end;
        end += tensor.Count * sizeof(float);
        return new { dtype = "F32", shape = tensor.Shape, data_offsets = new[] { start, end } };
    });
    var header = JsonSerializer.SerializeToUtf8Bytes(entries);
    using var stream = File.Create(file);
    using var writer = new BinaryWriter(stream);
    writer.Write((ulong)header.Length);
    writer.Write(header);
    foreach (var tensor in network.Tensors)
    {
        var numbers = new float[tensor.Count];
        tensors.Read(tensor.Name, numbers);
        writer.Write(MemoryMarshal.AsBytes<float>(numbers));
    }
}
