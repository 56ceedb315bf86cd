using System.IO.Compression;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Pickle;

namespace EfficientNet.Tests.Weights;

/// <summary>One test per way a checkpoint can be wrong or hostile; each must be refused with a message of its own.</summary>
public class PyTorchMalformedTests
{
    private static readonly byte[] _sound = new PickleWriter().Pair("a", writer => writer.Tensor("0", [2])).Zip(("0", PickleWriter.Floats(1, 2)));

    private static readonly byte[] _soundLegacy =
        new PickleWriter().Pair("a", writer => writer.Tensor("0", [2], legacy: true)).Legacy(("0", 2, PickleWriter.Floats(1, 2)));

    [Fact]
    public void Cut_at_any_byte() => Assert.All(Enumerable.Range(0, _sound.Length), length => Refuse(_sound[..length]));

    [Fact]
    public void Older_form_cut_at_any_byte() => Assert.All(Enumerable.Range(0, _soundLegacy.Length), length => Refuse(_soundLegacy[..length]));

    [Fact]
    public void Any_byte_changed_is_refused_or_read_but_nothing_else()
    {
        foreach (var sound in new[] { _sound, _soundLegacy })
        {
            for (var place = 0; place < sound.Length; place++)
            {
                foreach (var value in new byte[] { 0, 0x7F, 0x80, 0xFF, (byte)(sound[place] ^ 1), (byte)'.', (byte)'(', (byte)'R' })
                {
                    byte[] bytes = [.. sound];
                    bytes[place] = value;
                    try
                    {
                        using var checkpoint = PyTorchCheckpoint.FromMemory(bytes, "a.pth");
                        foreach (var tensor in checkpoint.Tensors.Values.Where(tensor => tensor.Count < 1000))
                        {
                            checkpoint.Read(tensor.Name, new float[tensor.Count]);
                        }
                    }
                    catch (WeightFileException exception)
                    {
                        Assert.StartsWith("a.pth: ", exception.Message);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "exec")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torch", "load")]
    [InlineData("torch.hub", "load")]
    [InlineData("torch._utils", "_rebuild_tensor_v2.__globals__")]
    [InlineData("torch", "FloatStorage.__reduce__")]
    [InlineData("torch", "Storage")]
    [InlineData("argparse", "Namespace")]
    public void Global_that_no_state_dict_needs(string module, string name)
    {
        Refused(new PickleWriter().Global(module, name).Ints(1).Op(PickleOpcode.Reduce), $"asks for '{module}.{name}'");
        Refused(new PickleWriter(4).Text(module).Text(name).Op(PickleOpcode.StackGlobal), $"asks for '{module}.{name}'");
    }

    [Fact]
    public void Global_of_control_characters_is_shown_without_them() =>
        Refused(new PickleWriter(4).Text("o\u001B[31ms").Text("system").Op(PickleOpcode.StackGlobal), "'o?[31ms.system'");

    [Fact]
    public void Global_of_names_that_are_none() =>
        Refused(new PickleWriter(4).Text("os").Int(1).Op(PickleOpcode.StackGlobal), "expects two texts, but finds a number");

    [Fact]
    public void Global_without_an_end() =>
        Refuse(PickleWriter.Archive([("archive/data.pkl", [0x80, 2, (byte)'c', (byte)'o', (byte)'s'])]), "cut off or damaged");

    [Fact]
    public void Object_made_by_INST() =>
        Refused(new PickleWriter().Op(PickleOpcode.Mark).Op(PickleOpcode.Inst, [.. "os\nsystem\n"u8]), "INST at byte 3 would make 'os.system'");

    [Fact]
    public void Object_made_by_OBJ() =>
        Refused(new PickleWriter().Op(PickleOpcode.Mark).Global("collections", "OrderedDict").Op(PickleOpcode.Obj), "the opcode OBJ");

    [Fact]
    public void Object_made_by_NEWOBJ() =>
        Refused(new PickleWriter().Global("collections", "OrderedDict").Op(PickleOpcode.EmptyTuple).Op(PickleOpcode.NewObj), "the opcode NEWOBJ");

    [Fact]
    public void Opcode_that_no_state_dict_needs() =>
        Assert.All(
            (PickleOpcode[])
            [
                PickleOpcode.Dup, PickleOpcode.Float, PickleOpcode.Int, PickleOpcode.Long, PickleOpcode.PersId, PickleOpcode.String, PickleOpcode.Unicode,
                PickleOpcode.Dict, PickleOpcode.Get, PickleOpcode.List, PickleOpcode.Put, PickleOpcode.Ext1, PickleOpcode.Ext2, PickleOpcode.Ext4,
                PickleOpcode.BinBytes8, PickleOpcode.EmptySet, PickleOpcode.AddItems, PickleOpcode.FrozenSet, PickleOpcode.NewObjEx,
                PickleOpcode.ByteArray8, PickleOpcode.NextBuffer, PickleOpcode.ReadOnlyBuffer,
            ],
            opcode => Refused(new PickleWriter().Op(PickleOpcode.None).Op(opcode, 1, (byte)'\n'), $"the opcode {opcode.ToString().ToUpperInvariant()} at byte 3"));

    [Fact]
    public void Byte_that_is_no_opcode() => Refused(new PickleWriter().Op((PickleOpcode)0xFF), "the byte 0xFF at byte 2 is no opcode");

    [Fact]
    public void Function_called_otherwise_than_PyTorch_does()
    {
        Refused(new PickleWriter().Global("torch._utils", "_rebuild_tensor_v2").Ints(1, 2).Op(PickleOpcode.Reduce), "called with 2 arguments (a number, a number)");
        Refused(new PickleWriter().Global("torch", "FloatStorage").Ints(1_000_000_000).Op(PickleOpcode.Reduce), "'torch.FloatStorage' is called");
        Refused(new PickleWriter().Text("os.system").Ints(1).Op(PickleOpcode.Reduce), "REDUCE at byte 23 expects a known function and a tuple, but finds a text");
        Refused(new PickleWriter().Global("collections", "OrderedDict").Int(1).Op(PickleOpcode.Reduce), "but finds a number");
    }

    [Fact]
    public void Attributes_of_what_is_no_dictionary()
    {
        Refused(new PickleWriter().Op(PickleOpcode.EmptyList).Op(PickleOpcode.EmptyDict).Op(PickleOpcode.Build), "BUILD at byte 4 expects attributes of a dictionary, but finds a list");
        Refused(new PickleWriter().Op(PickleOpcode.EmptyDict).Ints(1).Op(PickleOpcode.Build), "but finds a tuple");
        Refused(new PickleWriter().Global("collections", "OrderedDict").Op(PickleOpcode.EmptyDict).Op(PickleOpcode.Build), "but finds 'collections.OrderedDict'");
    }

    [Fact]
    public void Storage_named_in_another_way()
    {
        Refused(new PickleWriter().Text("0").Op(PickleOpcode.BinPersId), "expects a tuple that names a storage, but finds a text");
        Refused(new PickleWriter().Ints(1, 2).Op(PickleOpcode.BinPersId), "(a number, a number), which is not how PyTorch names a storage");
        Refused(new PickleWriter().Pair("a", writer => writer.Tensor("0", [2], count: -2)), "not how PyTorch names a storage");
        Refused(new PickleWriter().Pair("a", writer => writer.Tensor("0", [2], type: "QInt8Storage")), "asks for 'torch.QInt8Storage'");
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("1")]
    [InlineData("")]
    public void Storage_that_is_not_in_the_archive(string key) =>
        Refused(new PickleWriter().Pair("a", writer => writer.Tensor(key, [2])), $"the archive lacks 'archive/data/{key}'");

    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    public void Storage_of_another_length(int length) =>
        Refuse(new PickleWriter().Pair("a", writer => writer.Tensor("0", [2])).Zip(("0", new byte[length])), $"should have 2 numbers of 4 bytes (Float32), but has {length} bytes");

    [Theory]
    [InlineData(new[] { 3 }, new[] { 1 }, 0)]
    [InlineData(new[] { 2 }, new[] { 2 }, 0)]
    [InlineData(new[] { 2 }, new[] { 1 }, 1)]
    [InlineData(new[] { 2 }, new[] { 1 }, -1)]
    [InlineData(new[] { 2, 2 }, new[] { 2147483647, 2147483647 }, 2147483647)]
    public void Tensor_beyond_its_storage(int[] shape, int[] strides, int offset) =>
        Refuse(new PickleWriter().Pair("a", writer => writer.Tensor("0", shape, strides, offset, count: 2)).Zip(("0", new byte[8])), "of the storage '0', which has 2");

    [Theory]
    [InlineData(new[] { -1 }, new[] { 1 }, "dimension 0 is no size")]
    [InlineData(new[] { 1 }, new[] { -1 }, "with a stride from 0 on")]
    [InlineData(new[] { 1 }, new[] { 1, 1 }, "has 1 dimensions and 2 strides")]
    [InlineData(new[] { 2147483647, 2147483647, 2147483647 }, new[] { 0, 0, 0 }, "more numbers than can be counted")]
    public void Tensor_of_no_shape(int[] shape, int[] strides, string expected) =>
        Refuse(new PickleWriter().Pair("a", writer => writer.Tensor("0", shape, strides, count: 2)).Zip(("0", new byte[8])), expected);

    [Fact]
    public void Number_of_gigabytes()
    {
        Refused(new PickleWriter().Op(PickleOpcode.Long4, 0xFF, 0xFF, 0xFF, 0x7F), "takes 2147483647 bytes, expected 0 to 32");
        Refused(new PickleWriter().Op(PickleOpcode.Long4, 0, 0, 0, 0x80), "takes -2147483648 bytes");
        Refused(new PickleWriter().Op(PickleOpcode.Long1, [255, .. new byte[255]]), "takes 255 bytes");
    }

    [Fact]
    public void Text_of_gigabytes()
    {
        Refused(new PickleWriter().Op(PickleOpcode.BinUnicode, 0xFF, 0xFF, 0xFF, 0xFF), "needs 4294967295 more bytes");
        Refused(new PickleWriter(4).Op(PickleOpcode.BinUnicode8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), "needs 18446744073709551615 more bytes");
    }

    [Fact]
    public void Lists_nested_deeply() =>
        Refused(new PickleWriter().Repeat(PickleOpcode.EmptyList, 50_000).Repeat(PickleOpcode.Append, 49_999), "nested more than 100 deep");

    [Fact]
    public void Tuples_nested_deeply() =>
        Refused(new PickleWriter().Op(PickleOpcode.EmptyTuple).Repeat(PickleOpcode.Tuple1, 1_000_000), "nested more than 100 deep");

    [Fact]
    public void Marks_nested_deeply() => Refused(new PickleWriter().Repeat(PickleOpcode.Mark, 100_000), "more than 1000 marks");

    [Fact]
    public void Dictionary_that_holds_itself() =>
        Refused(
            new PickleWriter().Op(PickleOpcode.EmptyDict).Op(PickleOpcode.BinPut, 0).Text("model").Op(PickleOpcode.BinGet, 0).Op(PickleOpcode.SetItem),
            "wrapped more than 8 times");

    [Fact]
    public void Tuples_that_double_themselves_by_the_memo()
    {
        var writer = new PickleWriter().Op(PickleOpcode.EmptyTuple);
        for (var doubling = 0; doubling < 90; doubling++)
        {
            writer.Op(PickleOpcode.BinPut, 0).Op(PickleOpcode.BinGet, 0).Op(PickleOpcode.Tuple2);
        }

        Refused(writer, "a tuple was saved");
    }

    [Fact]
    public void Tuples_that_double_themselves_as_a_key()
    {
        var writer = new PickleWriter().Op(PickleOpcode.EmptyDict).Op(PickleOpcode.EmptyTuple);
        for (var doubling = 0; doubling < 90; doubling++)
        {
            writer.Op(PickleOpcode.BinPut, 0).Op(PickleOpcode.BinGet, 0).Op(PickleOpcode.Tuple2);
        }

        Refused(writer.Int(1).Op(PickleOpcode.SetItem), "a dictionary has a tuple as a key");
    }

    /// <summary>Each would be looked up hundreds of thousands of times.</summary>
    [Fact]
    public void Names_that_are_too_long()
    {
        var name = new string('x', 1_000_000);
        var writer = new PickleWriter().Text(name).Op(PickleOpcode.BinPut, 0).Op(PickleOpcode.Pop);
        for (var times = 0; times < 100_000; times++)
        {
            writer.Op(PickleOpcode.EmptyDict).Op(PickleOpcode.BinGet, 0).Op(PickleOpcode.None).Op(PickleOpcode.SetItem).Op(PickleOpcode.Pop);
        }

        Refused(writer, "is 1000000 characters long, at most 1000 are expected");
        Refused(new PickleWriter().Pair("a", pickle => pickle.Tensor(name, [2])), "is 1000000 characters long");
        Refuse(PickleWriter.Archive([($"{new string('x', 2000)}/data.pkl", [1])]), "is 2009 characters long");
    }

    [Fact]
    public void Dictionaries_made_from_a_list_again_and_again()
    {
        var writer = new PickleWriter().Op(PickleOpcode.EmptyList).Op(PickleOpcode.Mark);
        for (var index = 0; index < 100_000; index++)
        {
            writer.Int(index).Op(PickleOpcode.None).Op(PickleOpcode.Tuple2);
        }

        writer.Op(PickleOpcode.Appends).Op(PickleOpcode.Tuple1).Op(PickleOpcode.BinPut, 0).Op(PickleOpcode.Pop);
        for (var times = 0; times < 100_000; times++)
        {
            writer.Global("collections", "OrderedDict").Op(PickleOpcode.BinGet, 0).Op(PickleOpcode.Reduce).Op(PickleOpcode.Pop);
        }

        Refused(writer, "'collections.OrderedDict' is called with 1 arguments (a list)");
    }

    [Fact]
    public void Operations_without_end() =>
        Refused(new PickleWriter().Repeat(PickleOpcode.EmptyDict, 2_100_000), "more than 2000000 operations");

    [Fact]
    public void Pickle_that_is_too_long() =>
        Refuse(PickleWriter.Archive([("archive/data.pkl", new byte[PickleReader.MaximumLength + 1])]), "bytes long, at most 33554432 are read");

    [Fact]
    public void Values_that_are_not_there()
    {
        Refused(new PickleWriter(), "takes a value that is not there");
        Refused(new PickleWriter().Op(PickleOpcode.Tuple1), "takes a value that is not there");
        Refused(new PickleWriter().Op(PickleOpcode.SetItems), "takes a value that is not there");
        Refused(new PickleWriter().Op(PickleOpcode.EmptyDict).Op(PickleOpcode.Mark).Op(PickleOpcode.Pop), "takes a value that is not there");
        Refused(new PickleWriter().Op(PickleOpcode.BinGet, 3), "the value remembered as 3");
        Refused(new PickleWriter().Op(PickleOpcode.EmptyDict).Op(PickleOpcode.Mark).Int(1).Op(PickleOpcode.SetItems), "a key without a value");
    }

    [Fact]
    public void Values_left_over() => Refused(new PickleWriter().Int(1).Int(2), "with 1 values and 0 marks left over");

    [Fact]
    public void Bytes_behind_the_end_of_the_pickle() =>
        Refuse(PickleWriter.Archive([("archive/data.pkl", [.. new PickleWriter().Op(PickleOpcode.EmptyDict).Stop(), 1, 2])]), "goes on for 2 bytes");

    [Fact]
    public void Key_twice() =>
        Refused(
            new PickleWriter().Op(PickleOpcode.EmptyDict).Text("a").Int(1).Op(PickleOpcode.SetItem).Text("a").Int(2).Op(PickleOpcode.SetItem),
            "the key 'a' stands twice");

    [Theory]
    [InlineData((byte)1)]
    [InlineData((byte)6)]
    public void Protocol_unknown(byte protocol) =>
        Refuse(new PickleWriter(protocol).Op(PickleOpcode.EmptyDict).Zip(), $"has protocol {protocol}, expected 2 to 5");

    [Fact]
    public void Pickle_of_protocol_0() =>
        Refuse(PickleWriter.Archive([("archive/data.pkl", [.. "(dp0\n."u8])]), "begins with the byte 0x28");

    [Fact]
    public void Something_else_than_a_state_dict()
    {
        Refused(new PickleWriter().Op(PickleOpcode.EmptyDict), "holds no tensors");
        Refused(new PickleWriter().Int(1), "a state dict was expected, but a number was saved");
        Refused(new PickleWriter().Pair("net", writer => writer.Op(PickleOpcode.EmptyDict)), "'net' in it is a dictionary; its keys are net");
        Refuse(
            new PickleWriter().Op(PickleOpcode.EmptyDict).Int(3).Tensor("0", [1]).Op(PickleOpcode.SetItem).Zip(("0", new byte[4])), "'3' in it is a tensor");
    }

    [Fact]
    public void File_of_another_kind()
    {
        Refuse([.. "<!DOCTYPE html>"u8], "begins as a zip archive or a pickle does, but this file does not");
        Refuse(PickleWriter.Archive([("readme.txt", [1])]), "but this one has none");
        Refuse(PickleWriter.Archive([("a/data.pkl", [1]), ("b/data.pkl", [1])]), "but this one has several");
    }

    [Fact]
    public void Compressed_archive() =>
        Refuse(PickleWriter.Archive([("archive/data.pkl", new byte[1_000_000])], CompressionLevel.SmallestSize), "'archive/data.pkl' is compressed or encrypted");

    [Fact]
    public void Name_twice_in_the_archive() =>
        Refuse(PickleWriter.Archive([("archive/data.pkl", [1]), ("archive/data.pkl", [1])]), "'archive/data.pkl' stands twice in the archive");

    [Fact]
    public void Name_otherwise_where_its_bytes_begin()
    {
        byte[] bytes = [.. _sound];
        bytes[30] ^= 1;

        Refuse(bytes, "has another name where its bytes begin");
    }

    [Fact]
    public void Numbers_with_the_highest_byte_first()
    {
        Refuse(PickleWriter.Archive([("archive/data.pkl", [1]), ("archive/byteorder", [.. "big"u8])]), "('little' in byteorder)");
        Refuse([.. PickleWriter.LegacyStart(littleEndian: false)], "(little_endian)");
    }

    [Fact]
    public void Older_form_that_is_none_of_PyTorch() => Refuse(new PickleWriter().Op(PickleOpcode.EmptyDict).Stop(), "a pickle, but none of PyTorch's");

    [Fact]
    public void Older_form_whose_storages_do_not_fit()
    {
        var floats = PickleWriter.Floats(1, 2);
        Refuse(Legacy(("1", 2, floats)), "names one that no tensor has");
        Refuse(Legacy(), "does not name the 1 that its tensors have");
        Refuse(Legacy(("0", 1, floats)), "has 1 numbers where they lie, but 2 were expected");
        Refuse(Legacy(("0", 2, PickleWriter.Floats(1))), "cut off");
        Refuse(Legacy(("0", 2, [.. floats, 0])), "1 bytes that belong to no storage");

        static byte[] Legacy(params (string Key, long Count, byte[] Bytes)[] storages) =>
            new PickleWriter().Pair("a", writer => writer.Tensor("0", [2], legacy: true)).Legacy(storages);
    }

    private static void Refused(PickleWriter pickle, string expected) => Refuse(pickle.Zip(), expected);

    private static void Refuse(byte[] bytes, string expected = "")
    {
        var exception = Assert.Throws<WeightFileException>(() => PyTorchCheckpoint.FromMemory(bytes, "a.pth"));

        Assert.StartsWith("a.pth: ", exception.Message);
        Assert.Contains(expected, exception.Message);
        Assert.Contains("save its state dict alone", exception.Message);
    }
}
