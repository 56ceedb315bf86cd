using EfficientNet.Graph;
using EfficientNet.Inference;
using EfficientNet.Testing;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace EfficientNet.Tests.Inference;

public class OnnxSessionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        Assert.Equal(Run(new OnnxSessionSettings(typeof(OnnxSessionTests))), Run(new OnnxSessionSettings(typeof(OnnxSessionTests), threads)));
    }

    [Fact]
    public void Use_after_disposing_names_the_owner()
    {
        var session = Load(new OnnxSessionSettings(typeof(EfficientNetSession)));
        session.Dispose();

        var exception = Assert.Throws<ObjectDisposedException>(() => session.Run([GraphFrame.NormalizedInput], [], ["pooled"]));

        Assert.Contains(nameof(EfficientNetSession), exception.ObjectName);
    }

    [Fact]
    public void A_provider_that_is_missing_is_told_with_those_that_are_there()
    {
        Assert.Null(ExecutionProviders.WhyMissing(ExecutionProvider.Cpu));
        var missing = Enum.GetValues<ExecutionProvider>().Where(provider => ExecutionProviders.WhyMissing(provider) is not null).ToList();

        Assert.NotEmpty(missing); // no package has all of them
        Assert.All(missing, provider =>
        {
            Assert.Contains("CPUExecutionProvider", ExecutionProviders.WhyMissing(provider));
            Assert.Contains(provider.ToString(), ExecutionProviders.WhyMissing(provider));
            Assert.ThrowsAny<Exception>(() => Load(new OnnxSessionSettings(typeof(OnnxSessionTests), Provider: provider)));
        });
    }

    private static OnnxSession Load(OnnxSessionSettings settings)
        => OnnxSession.Load(OnnxGraph.Describe(TinyNetwork.Variant.Expand(TinyNetwork.Classes), TinyNetwork.Weights(), null), settings);

    private static float[] Run(OnnxSessionSettings settings)
    {
        using var session = Load(settings);
        using var input = OnnxSession.Tensor<float>(DeterministicTensors.Input(1, 3, 64, 64), 1, 3, 64, 64);
        using var outputs = session.Run([GraphFrame.NormalizedInput], [input], ["pooled"]);
        return OnnxSession.Copy(outputs[0]).Values;
    }
}
