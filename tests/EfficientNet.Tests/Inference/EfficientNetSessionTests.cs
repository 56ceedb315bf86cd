using EfficientNet.Architecture;
using EfficientNet.Graph;
using EfficientNet.Imaging;
using EfficientNet.Inference;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Inference;

public class EfficientNetSessionTests
{
    private static readonly Preprocessing _preprocessing = new() { Height = 32, Width = 48, CropMode = CropMode.Squash };

    [Fact]
    public void By_default_it_gives_pooled_features()
    {
        using var model = new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights());

        var output = Assert.Single(model.Run(DeterministicTensors.Input(2, 3, 32, 32), 2, 32, 32));

        Assert.Equal("pooled", output.Key);
        Assert.Equal([2, 24], output.Value.Shape);
        Assert.Equal(48, output.Value.Values.Length);
    }

    [Fact]
    public void Pictures_in_a_batch_do_not_know_of_each_other()
    {
        using var model = Scores();
        var pixels = DeterministicTensors.Input(4, 3, 31, 45);
        const int Picture = 3 * 31 * 45;

        var together = model.Run(pixels, 4, 31, 45)["scores"].Values;

        for (var i = 0; i < 4; i++)
        {
            var alone = model.Run(pixels.AsMemory(i * Picture, Picture), 1, 31, 45)["scores"].Values;
            Assert.All(alone.Zip(together.Skip(i * 7)), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Fact]
    public void Several_threads_may_run_it_with_different_sizes_at_once()
    {
        using var model = Scores();
        var inputs = Enumerable.Range(0, 64)
            .Select(i => (Height: 20 + i % 7, Width: 20 + i % 11))
            .Select(size => (size.Height, size.Width, Pixels: DeterministicTensors.Input(1, 3, size.Height, size.Width)))
            .ToArray();
        var expected = inputs.Select(input => model.Run(input.Pixels, 1, input.Height, input.Width)["scores"].Values).ToArray();

        var actual = new float[inputs.Length][];
        Parallel.For(0, inputs.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            actual[i] = model.Run(inputs[i].Pixels, 1, inputs[i].Height, inputs[i].Width)["scores"].Values);

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void A_picture_is_prepared_and_scored()
    {
        using var model = Scores(_preprocessing);
        using var prepared = new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(), new EfficientNetSessionOptions
        {
            Preprocessing = _preprocessing,
            Outputs = [new(GraphOutputKind.Input, "pixels_prepared")],
        });
        var rgb = Enumerable.Range(0, 40 * 30 * 3).Select(i => (byte)(i * 31)).ToArray();

        var actual = model.Run(rgb, 40, 30)["scores"];

        var pixels = prepared.Run(rgb, 40, 30)["pixels_prepared"];
        Assert.Equal([1, 3, 32, 48], pixels.Shape);
        Assert.Equal(model.Run(pixels.Values, 1, 32, 48)["scores"].Values, actual.Values);
    }

    [Fact]
    public void A_picture_is_prepared_to_the_bit_as_everywhere_else()
    {
        var preprocessing = new Preprocessing();
        using var model = new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(), new EfficientNetSessionOptions
        {
            Preprocessing = preprocessing,
            Outputs = [new(GraphOutputKind.Input, "pixels_prepared")],
        });
        var rgb = new byte[375 * 500 * 3];
        new Random(1).NextBytes(rgb);
        var expected = new float[3 * 224 * 224];
        preprocessing.Apply(rgb, 375, 500, PixelOrder.Rgb, expected);

        Assert.Equal(expected, model.Run(rgb, 375, 500)["pixels_prepared"].Values);
    }

    [Fact]
    public void Weights_say_how_many_classes_there_are()
    {
        using var five = new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(classes: 5));
        using var none = new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(classes: 0));

        Assert.Equal(5, five.Network.Classes);
        Assert.Equal(0, none.Network.Classes);
        Assert.Contains(
            "no classifier",
            Assert.Throws<ArgumentException>(() => new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(classes: 0), new EfficientNetSessionOptions
            {
                Outputs = [new(GraphOutputKind.Logits, "logits")],
            })).Message);
    }

    [Fact]
    public void Weights_of_another_network_are_refused() =>
        Assert.Contains("tiny_lite", Assert.Throws<InvalidDataException>(() => new EfficientNetSession(TinyNetwork.LiteVariant, TinyNetwork.Weights())).Message);

    [Fact]
    public void A_label_is_no_number_and_refused() =>
        Assert.Contains("'label'", Assert.Throws<ArgumentException>(() => new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(), new EfficientNetSessionOptions
        {
            Outputs = [new(GraphOutputKind.TopLabel, "label")],
        })).Message);

    [Fact]
    public void Too_few_pixels_are_refused_with_both_numbers()
    {
        using var model = Scores(_preprocessing);

        var pixels = Assert.Throws<ArgumentException>(() => model.Run(new float[100], 1, 6, 6)).Message;
        var picture = Assert.Throws<ArgumentException>(() => model.Run(new byte[100], 6, 6)).Message;

        Assert.Contains("Expected 1 x 3 x 6 x 6 (pictures, channels, height, width) = 108 numbers, found 100.", pixels);
        Assert.Contains("Expected 6 x 6 x 3 (height, width, colours) = 108 numbers, found 100.", picture);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Run(Array.Empty<float>(), 0, 6, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Run(Array.Empty<byte>(), 0, 6));
        Assert.Throws<ArgumentException>(() => model.Run(new float[108], 1, int.MaxValue, int.MaxValue));
    }

    [Fact]
    public void A_picture_is_refused_without_preprocessing()
    {
        using var model = Scores();

        Assert.Contains("Preprocessing", Assert.Throws<InvalidOperationException>(() => model.Run(new byte[3], 1, 1)).Message);
    }

    [Fact]
    public void Impossible_preprocessing_is_refused_before_the_weights_are_looked_at() =>
        Assert.Contains("Width is 0", Assert.Throws<ArgumentException>(() => new EfficientNetSession(TinyNetwork.LiteVariant, TinyNetwork.Weights(), new EfficientNetSessionOptions
        {
            Preprocessing = _preprocessing with { Width = 0 },
        })).Message);

    [Fact]
    public void A_negative_number_of_threads_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EfficientNetSession(TinyNetwork.Variant, TinyNetwork.Weights(), new EfficientNetSessionOptions { Threads = -1 }));

    [Fact]
    public async Task Disposing_waits_for_runs_and_ends_later_ones()
    {
        var model = Scores();
        var expected = model.Run(DeterministicTensors.Input(1, 3, 64, 64), 1, 64, 64)["scores"].Values;
        using var started = new CountdownEvent(3);

        var runs = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            var input = DeterministicTensors.Input(1, 3, 64, 64);
            started.Signal();
            while (true)
            {
                Assert.Equal(expected, model.Run(input, 1, 64, 64)["scores"].Values);
            }
        })).ToArray();
        started.Wait();
        model.Dispose();

        foreach (var run in runs)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => run);
        }

        model.Dispose();
    }

    private static EfficientNetSession Scores(Preprocessing? preprocessing = null) =>
        new(TinyNetwork.Variant, TinyNetwork.Weights(), new EfficientNetSessionOptions
        {
            Preprocessing = preprocessing,
            Outputs = [new(GraphOutputKind.Probabilities, "scores")],
            Threads = 1,
        });
}
