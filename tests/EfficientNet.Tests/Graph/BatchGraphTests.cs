using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Testing;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace EfficientNet.Tests.Graph;

public class BatchGraphTests
{
    private const int Height = 40;
    private const int Width = 32;
    private const int Numbers = 3 * Height * Width;

    public static TheoryData<string, int?> Variants
    {
        get
        {
            var data = new TheoryData<string, int?>();
            foreach (var variant in TinyNetwork.Variants)
            {
                data.Add(variant.Name, null);
                data.Add(variant.Name, 9);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Three_rows_at_once_give_what_each_gives_alone(string name, int? hiddenUnits)
    {
        EfficientNetVariant variant = TinyNetwork.Variants.Single(each => each.Name == name);
        byte[] row = RowGraph(variant, RowInput.PreparedOrNone, hiddenUnits);
        using var one = new InferenceSession(row);
        using var many = new InferenceSession(BatchGraph.Of(new MemoryStream(row)).ToByteArray());
        float[][] pictures = [.. Enumerable.Range(0, 3).Select(Picture)];

        Assert.Equal(["prepared"], many.InputMetadata.Keys);
        Assert.Equal([-1, Numbers], many.InputMetadata["prepared"].Dimensions);
        Assert.Equal(one.OutputMetadata.Keys.Order(), many.OutputMetadata.Keys.Order());
        using var all = many.Run([Prepared(pictures)]);
        for (var i = 0; i < pictures.Length; i++)
        {
            using var alone = one.Run([Prepared(pictures[i]), Valid(1)]);
            foreach (var output in alone)
            {
                var batch = all.Single(each => each.Name == output.Name);
                if (output.ElementType == TensorElementType.String)
                {
                    Assert.Equal(output.AsTensor<string>().Single(), batch.AsTensor<string>().ElementAt(i));
                    continue;
                }

                float[] expected = [.. output.AsTensor<float>()];
                var found = batch.AsTensor<float>().ToArray().AsSpan(i * expected.Length, expected.Length).ToArray();
                int[] alonesShape = [.. output.AsTensor<float>().Dimensions];
                Assert.Equal(output.Name == "probability" ? [3] : [3, .. alonesShape], batch.AsTensor<float>().Dimensions.ToArray());
                var scale = expected.Max(Math.Abs);
                Assert.All(expected.Zip(found), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-5 * scale, $"{output.Name}: {pair}"));
            }
        }
    }

    [Fact]
    public void Normalized_pixels_are_taken_too()
    {
        byte[] row = RowGraph(TinyNetwork.LiteVariant, RowInput.Prepared);
        using var one = new InferenceSession(row);
        using var many = new InferenceSession(BatchGraph.Of(new MemoryStream(row)).ToByteArray());
        float[][] pictures = [Picture(7), Picture(8)];

        using var alone = one.Run([Prepared(pictures[1])], ["pooled"]);
        using var all = many.Run([Prepared(pictures)], ["pooled"]);

        float[] expected = [.. alone.Single().AsTensor<float>()];
        Assert.All(expected.Zip(all.Single().AsTensor<float>().Skip(expected.Length)), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Prepared_pixels_without_a_network_keep_their_shape()
    {
        byte[] row = OnnxGraph.BuildRow(Height, Width, "pixels", "").ToArray();
        using var many = new InferenceSession(BatchGraph.Of(new MemoryStream(row)).ToByteArray());
        float[][] pictures = [Picture(1), Picture(2)];

        using var found = many.Run([Prepared(pictures)]);

        Assert.Equal([2, 3, Height, Width], found.Single().AsTensor<float>().Dimensions.ToArray());
        Assert.Equal([.. pictures[0], .. pictures[1]], found.Single().AsTensor<float>().ToArray());
    }

    [Fact]
    public void A_row_without_a_picture_has_no_numbers_and_no_label()
    {
        using var one = new InferenceSession(RowGraph(TinyNetwork.Variant, RowInput.PreparedOrNone));

        using var found = one.Run([Prepared(new float[Numbers]), Valid(0)]);

        Assert.Equal("", found.Single(each => each.Name == "label").AsTensor<string>().Single());
        Assert.All(found.Where(each => each.Name != "label"), output => Assert.All(output.AsTensor<float>(), value => Assert.True(float.IsNaN(value))));
    }

    [Fact]
    public void Another_graph_is_refused()
    {
        byte[] other = OnnxGraph.Build(TinyNetwork.Variant.Expand(TinyNetwork.Classes), TinyNetwork.Weights()).ToArray();

        Assert.Contains("row", Assert.Throws<InvalidDataException>(() => BatchGraph.Of(new MemoryStream(other))).Message);
    }

    private static byte[] RowGraph(EfficientNetVariant variant, RowInput input, int? hiddenUnits = null) => OnnxGraph.Build(
        variant.Expand(TinyNetwork.Classes),
        TinyNetwork.Weights(variant),
        new OnnxGraphOptions
        {
            Height = Height,
            Width = Width,
            RowInput = input,
            OneRow = true,
            Head = hiddenUnits is { } units ? TinyHead.Of(variant.Expand(0).Features, TinyNetwork.Classes, units) : null,
            Labels = [.. Enumerable.Range(0, TinyNetwork.Classes).Select(index => $"class {index}")],
            Outputs =
            [
                new(GraphOutputKind.Pooled, "pooled"),
                new(GraphOutputKind.Logits, "logits"),
                new(GraphOutputKind.Probabilities, "probabilities"),
                new(GraphOutputKind.Endpoint, "maps", 3),
                new(GraphOutputKind.TopLabel, "label"),
                new(GraphOutputKind.TopProbability, "probability"),
                new(GraphOutputKind.ClassActivations, "activations"),
            ],
        }).ToArray();

    private static float[] Picture(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Numbers).Select(_ => (4 * random.NextSingle()) - 2)];
    }

    private static NamedOnnxValue Prepared(params float[][] pictures) =>
        NamedOnnxValue.CreateFromTensor("prepared", new DenseTensor<float>(pictures.SelectMany(values => values).ToArray(), [pictures.Length, Numbers]));

    private static NamedOnnxValue Valid(long value) => NamedOnnxValue.CreateFromTensor("valid", new DenseTensor<long>(new[] { value }, [1]));
}
