using System.Text;
using EfficientNet.Weights;

namespace EfficientNet.Tests.Weights;

/// <summary>One test per way a file can be wrong; each must be refused with a message of its own.</summary>
public class SafetensorsMalformedTests
{
    [Fact]
    public void Empty_file() =>
        Refused([], null, "has at least 8 bytes, but this one has 0");

    [Fact]
    public void Shorter_than_the_length_field() =>
        Refused(new byte[7], null, "has at least 8 bytes, but this one has 7");

    [Fact]
    public void Header_length_zero() =>
        Refused(SafetensorsBytes.WithLength(0, 1, 2, 3), null, "stated as 0 bytes");

    [Fact]
    public void Header_length_over_the_limit() =>
        Refused(SafetensorsBytes.WithLength(100_000_001, (byte)'{'), null, "at most 100000000 are allowed");

    [Fact]
    public void Header_length_with_the_sign_bit_set() =>
        Refused(SafetensorsBytes.WithLength(ulong.MaxValue, (byte)'{'), null, "stated as 18446744073709551615 bytes");

    [Fact]
    public void Header_beyond_the_end_of_the_file() =>
        Refused(SafetensorsBytes.WithLength(3, (byte)'{', (byte)'}'), null, "stated as 3 bytes, but only 2 follow");

    [Fact]
    public void Header_that_does_not_begin_with_a_brace() =>
        Refused(SafetensorsBytes.Of(" {}"), null, "begins with the byte 0x20");

    [Fact]
    public void Header_of_invalid_utf8() =>
        Refused(SafetensorsBytes.Of([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}']), null, "not valid UTF-8");

    [Theory]
    [InlineData("{")]
    [InlineData("{\"a\":")]
    [InlineData("{} x")]
    [InlineData("{}\0")]
    [InlineData("{'a':1}")]
    [InlineData("{\"__metadata__\":{},}")]
    [InlineData("{\"__metadata__\":{\"a\":\"\\ud800\"}}")]
    public void Header_of_invalid_json(string header) => Refused(SafetensorsBytes.Of(header), null, "not valid JSON");

    [Fact]
    public void Header_nested_too_deeply() =>
        Refused(SafetensorsBytes.Of("{\"a\":{\"x\":" + new string('[', 100_000)), null, "not valid JSON");

    [Fact]
    public void Name_twice() =>
        Refused(SafetensorsBytes.Of("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 1, 2), "a", "stands twice in the header");

    [Fact]
    public void Name_twice_in_different_spellings() =>
        Refused(SafetensorsBytes.Of("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"\\u0061\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 1, 2), "a", "stands twice in the header");

    [Fact]
    public void Name_missing() =>
        Refused(SafetensorsBytes.Of("{\"\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1), null, "has no name");

    [Fact]
    public void Metadata_twice() =>
        Refused(SafetensorsBytes.Of("{\"__metadata__\":{},\"__metadata__\":{}}"), "__metadata__", "stands twice in the header");

    [Fact]
    public void Metadata_key_twice() =>
        Refused(SafetensorsBytes.Of("{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}"), null, "'k' stands twice");

    [Fact]
    public void Metadata_that_is_no_object() =>
        Refused(SafetensorsBytes.Of("{\"__metadata__\":\"pt\"}"), null, "should be an object of strings, but is a string");

    [Theory]
    [InlineData("1", "a number")]
    [InlineData("null", "null")]
    [InlineData("[\"x\"]", "an array")]
    [InlineData("{\"x\":\"y\"}", "an object")]
    public void Metadata_value_that_is_no_string(string value, string described) =>
        Refused(SafetensorsBytes.Of($"{{\"__metadata__\":{{\"k\":{value}}}}}"), null, $"'k' in __metadata__ should be a string, but is {described}");

    [Fact]
    public void Entry_that_is_no_object() =>
        Refused(SafetensorsBytes.Of("{\"a\":[1]}"), "a", "should be an object with dtype, shape and data_offsets, but is an array");

    [Theory]
    [InlineData("dtype")]
    [InlineData("shape")]
    [InlineData("data_offsets")]
    public void Entry_that_lacks_a_property(string property)
    {
        var properties = Properties().Where(pair => pair.Key != property).Select(pair => $"\"{pair.Key}\":{pair.Value}");
        Refused(SafetensorsBytes.Of($"{{\"a\":{{{string.Join(',', properties)}}}}}", 1, 2), "a", $"lacks {property}");
    }

    [Theory]
    [InlineData("dtype")]
    [InlineData("shape")]
    [InlineData("data_offsets")]
    public void Entry_with_a_property_twice(string property)
    {
        var properties = Properties().Append(new(property, Properties()[property])).Select(pair => $"\"{pair.Key}\":{pair.Value}");
        Refused(SafetensorsBytes.Of($"{{\"a\":{{{string.Join(',', properties)}}}}}", 1, 2), "a", $"{property} stands twice");
    }

    [Theory]
    [InlineData("\"f32\"", "the type 'f32' is unknown; known are F32, F16, BF16")]
    [InlineData("\"F128\"", "the type 'F128' is unknown")]
    [InlineData("7", "dtype should be a string, but is a number")]
    public void Type_unknown(string type, string expected) => RefusedEntry("dtype", type, expected);

    [Theory]
    [InlineData("2", "shape should be an array of whole numbers, but is a number")]
    [InlineData("[\"2\"]", "shape should hold whole numbers, but holds a string")]
    [InlineData("[-2]", "shape should hold whole numbers from 0 to 2147483647, but holds -2")]
    [InlineData("[2.0]", "holds 2.0")]
    [InlineData("[2e0]", "holds 2e0")]
    [InlineData("[4294967298]", "holds 4294967298")]
    [InlineData("[18446744073709551617]", "holds 18446744073709551617")]
    public void Shape_of_other_than_dimensions(string shape, string expected) => RefusedEntry("shape", shape, expected);

    [Theory]
    [InlineData("[1]", "take 1 bytes, but data_offsets [0, 2] hold 2")]
    [InlineData("[3]", "take 3 bytes, but data_offsets [0, 2] hold 2")]
    [InlineData("[]", "take 1 bytes, but data_offsets [0, 2] hold 2")]
    [InlineData("[0]", "take 0 bytes, but data_offsets [0, 2] hold 2")]
    public void Shape_that_does_not_fit_the_bytes(string shape, string expected) => RefusedEntry("shape", shape, expected);

    [Fact]
    public void Shape_whose_product_overflows() =>
        RefusedEntry("shape", "[2147483647,2147483647,2147483647,2147483647,2]", "more numbers than can be counted in 64 bits");

    [Fact]
    public void Packed_numbers_that_end_within_a_byte() =>
        Refused(SafetensorsBytes.Of("{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}", 1), "a", "take 2 bytes, but data_offsets [0, 1] hold 1");

    [Theory]
    [InlineData("[0]", "should hold two numbers, a start and an end, but holds 1")]
    [InlineData("[0,1,2]", "but holds 3")]
    [InlineData("[-1,1]", "data_offsets should hold whole numbers from 0 to 9223372036854775807, but holds -1")]
    [InlineData("[2,0]", "start at 2, behind their end at 0")]
    public void Offsets_that_are_no_range(string offsets, string expected) => RefusedEntry("data_offsets", offsets, expected);

    [Fact]
    public void Offsets_beyond_the_data() =>
        Refused(SafetensorsBytes.Of("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 1), "a", "lie at 0 to 2 behind the header, but only 1 bytes follow it; the file is cut off");

    [Fact]
    public void Offsets_far_beyond_the_data() =>
        RefusedEntry("data_offsets", "[9223372036854775805,9223372036854775807]", "only 2 bytes follow");

    [Fact]
    public void Overlap() =>
        Refused(TwoTensors(0, 2, 1, 3, 3), "b", "start at 1 and overlap those of 'a', which end at 2");

    [Fact]
    public void Gap_between_tensors() =>
        Refused(TwoTensors(0, 2, 3, 5, 5), "b", "start at 3, which leaves a gap after 'a', whose end is at 2");

    [Fact]
    public void Gap_before_the_first_tensor() =>
        Refused(TwoTensors(1, 3, 3, 5, 5), "a", "leaves a gap after the header");

    [Fact]
    public void Bytes_after_the_last_tensor() =>
        Refused(TwoTensors(0, 2, 2, 4, 7), null, "3 bytes that belong to no tensor follow");

    private static byte[] TwoTensors(int startA, int endA, int startB, int endB, int dataLength) => SafetensorsBytes.Of(
        $"{{\"b\":{{\"dtype\":\"U8\",\"shape\":[{endB - startB}],\"data_offsets\":[{startB},{endB}]}},\"a\":{{\"dtype\":\"U8\",\"shape\":[{endA - startA}],\"data_offsets\":[{startA},{endA}]}}}}",
        new byte[dataLength]);

    private static Dictionary<string, string> Properties() =>
        new() { ["dtype"] = "\"U8\"", ["shape"] = "[2]", ["data_offsets"] = "[0,2]" };

    private static void RefusedEntry(string property, string value, string expected)
    {
        var properties = Properties();
        properties[property] = value;
        var entry = string.Join(',', properties.Select(pair => $"\"{pair.Key}\":{pair.Value}"));
        Refused(SafetensorsBytes.Of($"{{\"a\":{{{entry}}}}}", 1, 2), "a", expected);
    }

    /// <summary>From memory and from a file, with the same message.</summary>
    private static void Refused(byte[] bytes, string? tensor, string expected)
    {
        var fromMemory = Assert.Throws<WeightFileException>(() => SafetensorsFile.FromMemory(bytes, "weights.safetensors"));
        Assert.Contains(expected, fromMemory.Message);
        Assert.StartsWith(tensor is null ? "weights.safetensors: " : $"weights.safetensors: tensor '{tensor}': ", fromMemory.Message);
        Assert.Equal("weights.safetensors", fromMemory.File);
        Assert.Equal(tensor, fromMemory.Tensor);

        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            var fromFile = Assert.Throws<WeightFileException>(() => SafetensorsFile.Open(path));
            Assert.Equal(fromMemory.Message.Replace("weights.safetensors", path), fromFile.Message);
        }
        finally
        {
            File.Delete(path); // on Windows this also shows that nothing holds the file any more
        }
    }
}
