using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EfficientNet.Testing;
using EfficientNet.Weights;
using EfficientNet.Weights.Lite0;

namespace EfficientNet.Tests.Weights;

public class SafetensorsFileTests
{
    private static readonly float[] _numbers = [0f, 1f, -2.5f, 65504f, 0.099975586f, -0.0f];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1000)]
    public void All_three_types_widen_exactly_at_any_alignment(int count)
    {
        var random = new Random(count);
        for (var padding = 0; padding < 4; padding++)
        {
            var singles = Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 100).ToArray();
            var halves = singles.Select(x => (Half)x).ToArray();
            var upperHalves = singles.Select(x => (ushort)(BitConverter.SingleToUInt32Bits(x) >> 16)).ToArray();
            var header = $"{{\"f\":{{\"dtype\":\"F32\",\"shape\":[{count}],\"data_offsets\":[0,{count * 4}]}},"
                + $"\"h\":{{\"dtype\":\"F16\",\"shape\":[1,{count}],\"data_offsets\":[{count * 4},{count * 6}]}},"
                + $"\"b\":{{\"dtype\":\"BF16\",\"shape\":[{count},1],\"data_offsets\":[{count * 6},{count * 8}]}}}}" + new string(' ', padding);
            using var file = SafetensorsFile.FromMemory(
                SafetensorsBytes.Of(header, [.. MemoryMarshal.AsBytes<float>(singles), .. MemoryMarshal.AsBytes<Half>(halves), .. MemoryMarshal.AsBytes<ushort>(upperHalves)]), "x");
            Assert.Equal(singles, Read(file, "f"));
            Assert.Equal(halves.Select(x => (float)x), Read(file, "h"));
            Assert.Equal(upperHalves.Select(x => BitConverter.UInt32BitsToSingle((uint)x << 16)), Read(file, "b"));
        }
    }

    [Fact]
    public void Every_half_and_every_bfloat16_widens_as_its_bits_say()
    {
        var all = Enumerable.Range(0, 65536).Select(x => (ushort)x).ToArray();
        var bytes = MemoryMarshal.AsBytes<ushort>(all).ToArray();
        using var halves = SafetensorsFile.FromMemory(SafetensorsBytes.Of("{\"t\":{\"dtype\":\"F16\",\"shape\":[65536],\"data_offsets\":[0,131072]}}", bytes), "x");
        using var brains = SafetensorsFile.FromMemory(SafetensorsBytes.Of("{\"t\":{\"dtype\":\"BF16\",\"shape\":[65536],\"data_offsets\":[0,131072]}}", bytes), "x");
        Assert.Equal(all.Select(x => (float)BitConverter.UInt16BitsToHalf(x)), Read(halves, "t"));
        Assert.Equal(all.Select(x => (uint)x << 16), Read(brains, "t").Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void The_header_tells_names_types_shapes_and_metadata()
    {
        using var file = SafetensorsFile.FromMemory(
            SafetensorsBytes.Of("{\"__metadata__\":{\"format\":\"pt\"},\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},\"e\":{\"dtype\":\"F32\",\"shape\":[3,0,2],\"data_offsets\":[8,8],\"note\":{\"x\":[1]}}}  ", new byte[8]), "x");
        Assert.Equal(["e", "n"], file.Tensors.Keys.Order());
        Assert.Equal(TensorElementType.Int64, file.Tensors["n"].ElementType);
        Assert.Equal(1, file.Tensors["n"].Count);
        Assert.Equal([3, 0, 2], file.Tensors["e"].Shape);
        Assert.Empty(Read(file, "e"));
        Assert.Equal("pt", file.Metadata["format"]);
    }

    [Fact]
    public void A_file_without_tensors_is_a_file()
    {
        using var file = SafetensorsFile.FromMemory(SafetensorsBytes.Of("{}"), "x");
        Assert.Empty(file.Tensors);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Counters_are_not_read_as_weights()
    {
        using var file = SafetensorsFile.FromMemory(SafetensorsBytes.Of("{\"n\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", new byte[8]), "x.safetensors");
        var exception = Assert.Throws<WeightFileException>(() => file.Read("n", new float[1]));
        Assert.Equal("x.safetensors: tensor 'n': floats of 32 or 16 bits were expected, but it holds Int64", exception.Message);
    }

    [Fact]
    public void A_missing_tensor_is_named()
    {
        using var file = Small();
        var exception = Assert.Throws<WeightFileException>(() => file.Read("conv_stem.weight", new float[1]));
        Assert.Equal("small: tensor 'conv_stem.weight': there is no such tensor among the 1 in the file", exception.Message);
    }

    [Fact]
    public void A_destination_of_another_length_is_refused()
    {
        using var file = Small();
        Assert.Contains("'t' has 6 numbers, but the destination takes 7", Assert.Throws<ArgumentException>(() => file.Read("t", new float[7])).Message);
        Assert.Throws<ArgumentException>(() => file.Read("t", new float[5]));
    }

    [Fact]
    public void After_Dispose_nothing_is_read_any_more()
    {
        var file = Small();
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read("t", new float[6]));
    }

    [Fact]
    public void A_folder_is_refused_and_a_missing_file_is_named()
    {
        Assert.Contains("this is a folder", Assert.Throws<WeightFileException>(() => SafetensorsFile.Open(Path.GetTempPath())).Message);
        Assert.Contains("no-such-file", Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(Path.Combine(Path.GetTempPath(), "no-such-file"))).Message);
    }

    [SkippableFact]
    public void A_file_cut_off_while_it_is_open_is_refused_and_does_not_end_the_process()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows does not let mapped files be cut off.");
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, SafetensorsBytes.Of("{\"t\":{\"dtype\":\"F32\",\"shape\":[25000],\"data_offsets\":[0,100000]}}", new byte[100000]));
            using var file = SafetensorsFile.Open(path);
            file.Read("t", new float[25000]);
            using (var cut = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                cut.SetLength(100);
            }

            var exception = Assert.Throws<WeightFileException>(() => file.Read("t", new float[25000]));
            Assert.StartsWith($"{path}: tensor 't': the file has become shorter since it was opened", exception.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Disposing_during_reads_ends_them_without_harm()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, SafetensorsBytes.Of("{\"t\":{\"dtype\":\"F16\",\"shape\":[100000],\"data_offsets\":[0,200000]}}", new byte[200000]));
            for (var round = 0; round < 20; round++)
            {
                var file = SafetensorsFile.Open(path);
                using var begun = new CountdownEvent(2);
                var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
                {
                    var destination = new float[100000];
                    file.Read("t", destination);
                    begun.Signal();
                    Assert.Throws<ObjectDisposedException>(() => ReadForever(file, destination));
                })).ToArray();
                begun.Wait();
                file.Dispose();
                await Task.WhenAll(readers);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_bundled_weights_read_from_their_resource_as_from_a_file()
    {
        using var hashed = Lite0Weights.Open();
        Assert.Equal(Lite0Weights.Sha256, Convert.ToHexStringLower(SHA256.HashData(hashed)));

        var path = Path.GetTempFileName();
        try
        {
            using (var copy = File.Create(path))
            using (var resource = Lite0Weights.Open())
            {
                resource.CopyTo(copy);
            }

            using var fromFile = SafetensorsFile.Open(path);
            using var fromResource = SafetensorsFile.FromStream(Lite0Weights.Open(), Lite0Weights.FileName);
            Assert.Equal(247, fromResource.Tensors.Count);
            Assert.Equal(fromFile.Tensors.Keys, fromResource.Tensors.Keys);
            Assert.All(fromResource.Tensors.Keys, name => Assert.Equal(Read(fromFile, name), Read(fromResource, name)));
            Assert.Equal([32, 3, 3, 3], fromResource.Tensors["conv_stem.weight"].Shape);
            Assert.Equal(TensorElementType.Float16, fromResource.Tensors["conv_stem.weight"].ElementType);
            Assert.Equal(Lite0Weights.Source, fromResource.Metadata["source"]);
            Assert.Equal(Lite0Weights.SourceSha256, fromResource.Metadata["sha256_of_source"]);
            Assert.Equal("apache-2.0", fromResource.Metadata["license"]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_notice_names_source_and_hash_of_the_bundled_weights()
    {
        var notice = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot(), "NOTICE"));
        Assert.Contains(Lite0Weights.Source, notice);
        Assert.Contains(Lite0Weights.SourceSha256, notice);
        Assert.Contains(Lite0Weights.Sha256, notice);
        Assert.Contains("Apache-2.0", notice);
    }

    private static SafetensorsFile Small() => SafetensorsFile.FromMemory(
        SafetensorsBytes.Of("{\"t\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}", MemoryMarshal.AsBytes<float>(_numbers).ToArray()), "small");

    private static void ReadForever(SafetensorsFile file, float[] destination)
    {
        while (true)
        {
            file.Read("t", destination);
        }
    }

    private static float[] Read(SafetensorsFile file, string name)
    {
        var numbers = new float[file.Tensors[name].Count];
        file.Read(name, numbers);
        return numbers;
    }
}
