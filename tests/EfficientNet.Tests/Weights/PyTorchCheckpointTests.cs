using System.Text.Json;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Pickle;

namespace EfficientNet.Tests.Weights;

public class PyTorchCheckpointTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "TestData", "checkpoints");

    public static TheoryData<string> Sound => [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "expected.json"))).RootElement.EnumerateObject().Select(file => file.Name)];

    /// <summary>Files that PyTorch 2.13 wrote, with the first values of what it had in memory.</summary>
    [Theory]
    [MemberData(nameof(Sound))]
    public void What_PyTorch_saved_is_read(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "expected.json")));
        var expected = json.RootElement.GetProperty(name).EnumerateObject().ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        using var checkpoint = PyTorchCheckpoint.Open(Path.Combine(_folder, name));

        Assert.Equal(expected.Keys.Order(), checkpoint.Tensors.Keys.Order());
        foreach (var (tensor, facts) in expected)
        {
            var info = checkpoint.Tensors[tensor];
            Assert.Equal(facts.GetProperty("type").GetString(), info.ElementType.ToString(), ignoreCase: true);
            Assert.Equal(facts.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()), info.Shape);
            var numbers = Numbers(checkpoint, tensor);
            var values = facts.GetProperty("values").EnumerateArray().Select(value => (float)value.GetDouble()).ToArray();
            Assert.All(values.Zip(numbers), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) * 1e-7f));
        }
    }

    [Fact]
    public void Ten_files_are_held_against_PyTorch() => Assert.Equal(10, Sound.Count);

    [SkippableTheory]
    [InlineData("calls-getattr.pth", "'__builtin__.getattr'")]
    [InlineData("calls-print.pth", "'__builtin__.print'")]
    [InlineData("cut.pth", "cut off")]
    [InlineData("deep.pth", "nested more than 100 deep")]
    [InlineData("endless-memo.pth", "more than 1000 marks")]
    [InlineData("storage-too-short.pth", "the storage '0' should have 108 numbers of 4 bytes (Float32), but has 216 bytes")]
    [InlineData("unknown-opcode.pth", "0xFF")]
    public void What_is_hostile_or_broken_is_refused(string name, string expected)
    {
        var path = SharedFiles.RequireOrSkip("reference", "checkpoints", name);

        var exception = Assert.Throws<WeightFileException>(() => PyTorchCheckpoint.Open(path));

        Assert.StartsWith($"{path}: ", exception.Message);
        Assert.Contains(expected, exception.Message);
    }

    [Theory]
    [InlineData((byte)2)]
    [InlineData((byte)5)]
    public void A_tensor_is_read_under_any_protocol(byte protocol)
    {
        var bytes = new PickleWriter(protocol).Pair("a", writer => writer.Tensor("0", [2, 2])).Zip(("0", PickleWriter.Floats(1, 2, 3, 4)));

        using var checkpoint = PyTorchCheckpoint.FromMemory(bytes, "a.pth");

        Assert.Equal([1, 2, 3, 4], Numbers(checkpoint, "a"));
    }

    [Fact]
    public void Opcodes_of_protocol_4_are_followed()
    {
        var bytes = new PickleWriter(4)
            .Op(PickleOpcode.Frame, new byte[8])
            .Op(PickleOpcode.ShortBinUnicode, [11, .. "collections"u8]).Op(PickleOpcode.Memoize)
            .Op(PickleOpcode.ShortBinUnicode, [11, .. "OrderedDict"u8]).Op(PickleOpcode.Memoize)
            .Op(PickleOpcode.StackGlobal).Op(PickleOpcode.EmptyTuple).Op(PickleOpcode.Reduce)
            .Op(PickleOpcode.BinUnicode8, [1, 0, 0, 0, 0, 0, 0, 0, (byte)'a'])
            .Tensor("0", [1])
            .Op(PickleOpcode.SetItem)
            .Zip(("0", PickleWriter.Floats(5)));

        using var checkpoint = PyTorchCheckpoint.FromMemory(bytes, "a.pth");

        Assert.Equal([5], Numbers(checkpoint, "a"));
    }

    [Fact]
    public void The_older_form_shares_storages_between_tensors()
    {
        var bytes = new PickleWriter()
            .Op(PickleOpcode.EmptyDict)
            .Text("row").Tensor("7", [2], offset: 1, count: 4, legacy: true).Op(PickleOpcode.SetItem)
            .Text("turned").Tensor("7", [2, 2], strides: [1, 2], count: 4, legacy: true).Op(PickleOpcode.SetItem)
            .Legacy(("7", 4, PickleWriter.Floats(1, 2, 3, 4)));

        using var checkpoint = PyTorchCheckpoint.FromMemory(bytes, "a.pth");

        Assert.Equal([2, 3], Numbers(checkpoint, "row"));
        Assert.Equal([1, 3, 2, 4], Numbers(checkpoint, "turned"));
    }

    [Theory]
    [InlineData("IntStorage", new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }, -1f)]
    [InlineData("ShortStorage", new byte[] { 2, 1 }, 258f)]
    [InlineData("CharStorage", new byte[] { 0xFE }, -2f)]
    [InlineData("ByteStorage", new byte[] { 0xFE }, 254f)]
    [InlineData("BoolStorage", new byte[] { 1 }, 1f)]
    public void Integers_are_read_as_numbers(string type, byte[] storage, float expected)
    {
        var bytes = new PickleWriter().Pair("a", writer => writer.Tensor("0", [1], type: type)).Zip(("0", storage));

        using var checkpoint = PyTorchCheckpoint.FromMemory(bytes, "a.pth");

        Assert.Equal([expected], Numbers(checkpoint, "a"));
    }

    [Fact]
    public void An_expanded_tensor_repeats_its_numbers()
    {
        var bytes = new PickleWriter().Pair("a", writer => writer.Tensor("0", [2, 3], strides: [1, 0], count: 2)).Zip(("0", PickleWriter.Floats(1, 2)));

        using var checkpoint = PyTorchCheckpoint.FromMemory(bytes, "a.pth");

        Assert.Equal([1, 1, 1, 2, 2, 2], Numbers(checkpoint, "a"));
    }

    [Fact]
    public void Averaged_weights_come_before_others()
    {
        var bytes = new PickleWriter()
            .Op(PickleOpcode.EmptyDict)
            .Text("state_dict").Pair("a", writer => writer.Tensor("0", [1])).Op(PickleOpcode.SetItem)
            .Text("state_dict_ema").Pair("a", writer => writer.Tensor("1", [1])).Op(PickleOpcode.SetItem)
            .Zip(("0", PickleWriter.Floats(1)), ("1", PickleWriter.Floats(2)));

        using var checkpoint = PyTorchCheckpoint.FromMemory(bytes, "a.pth");

        Assert.Equal([2], Numbers(checkpoint, "a"));
    }

    [Fact]
    public void Wrappers_and_prefixes_are_seen_through_and_the_count_of_an_average_is_left_out()
    {
        var bytes = new PickleWriter()
            .Pair("model", model => model.Pair("state_dict", state => state
                .Op(PickleOpcode.EmptyDict)
                .Text("n_averaged").Tensor("0", [], type: "LongStorage").Op(PickleOpcode.SetItem)
                .Text("module._orig_mod.a").Tensor("1", [1]).Op(PickleOpcode.SetItem)))
            .Zip(("0", new byte[8]), ("1", PickleWriter.Floats(3)));

        using var checkpoint = PyTorchCheckpoint.FromMemory(bytes, "a.pth");

        Assert.Equal(["a"], checkpoint.Tensors.Keys);
        Assert.Equal([3], Numbers(checkpoint, "a"));
    }

    [Fact]
    public void A_prefix_that_not_all_names_have_stays()
    {
        var bytes = new PickleWriter()
            .Op(PickleOpcode.EmptyDict)
            .Text("module.a").Tensor("0", [1]).Op(PickleOpcode.SetItem)
            .Text("a").Tensor("0", [1]).Op(PickleOpcode.SetItem)
            .Zip(("0", PickleWriter.Floats(1)));

        using var checkpoint = PyTorchCheckpoint.FromMemory(bytes, "a.pth");

        Assert.Equal(["a", "module.a"], checkpoint.Tensors.Keys.Order());
    }

    [Fact]
    public void Attributes_of_a_state_dict_are_passed_over()
    {
        var bytes = new PickleWriter()
            .Pair("a", writer => writer.Tensor("0", [1]))
            .Pair("_metadata", writer => writer.Op(PickleOpcode.EmptyDict)).Op(PickleOpcode.Build)
            .Zip(("0", PickleWriter.Floats(1)));

        using var checkpoint = PyTorchCheckpoint.FromMemory(bytes, "a.pth");

        Assert.Equal(["a"], checkpoint.Tensors.Keys);
    }

    [Fact]
    public void Reading_asks_for_a_known_name_the_right_length_and_an_open_file()
    {
        var checkpoint = PyTorchCheckpoint.Open(Path.Combine(_folder, "plain.pth"));

        Assert.Equal("b", Assert.Throws<WeightFileException>(() => checkpoint.Read("b", new float[4])).Tensor);
        Assert.Contains("has 4 numbers", Assert.Throws<ArgumentException>(() => checkpoint.Read("a.bias", new float[5])).Message);
        checkpoint.Dispose();
        checkpoint.Dispose();
        Assert.Throws<ObjectDisposedException>(() => checkpoint.Read("a.bias", new float[4]));
    }

    [Fact]
    public void Several_threads_read_at_once()
    {
        using var checkpoint = PyTorchCheckpoint.Open(Path.Combine(_folder, "views.pth"));
        var expected = Numbers(checkpoint, "turned");

        Parallel.For(0, 200, _ => Assert.Equal(expected, Numbers(checkpoint, "turned")));
    }

    private static float[] Numbers(PyTorchCheckpoint checkpoint, string tensor)
    {
        var numbers = new float[checkpoint.Tensors[tensor].Count];
        checkpoint.Read(tensor, numbers);
        return numbers;
    }
}
