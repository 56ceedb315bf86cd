using EfficientNet.Testing;

namespace EfficientNet.Tests.Testing;

public class DeterministicTensorsTests
{
    [Fact]
    public void Numbers_are_those_of_the_published_recipe()
    {
        var tensors = new DeterministicTensors([("conv_stem.weight", [32, 3, 3, 3]), ("bn1.bias", [32])]);
        var stem = new float[32 * 27];
        tensors.Read("conv_stem.weight", stem);
        var bias = new float[32];
        tensors.Read("bn1.bias", bias);

        Assert.Equal([-0.020327091f, -0.045865495f, -0.16353805f], stem[..3]);
        Assert.Equal([-0.065560758f, -0.091969088f], bias[..2]);
        Assert.Equal([-1.6087267f, 0.60944152f, -1.185503f], DeterministicTensors.Input(1, 3, 8, 8)[..3]);
    }
}
