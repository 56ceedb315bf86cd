using EfficientNet.Benchmarks.Material;
using EfficientNet.Imaging;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>Resizing, cropping and normalizing alone, on one core, from pixels as <c>MLImage</c> gives them.</summary>
internal sealed class ResamplerContender(BenchedNetwork network) : Contender
{
    private readonly Preprocessing _preprocessing = network.Preprocessing;
    private readonly byte[] _pixels = TestPicture.Pixels(4);
    private readonly float[] _prepared = new float[3 * network.Preprocessing.Height * network.Preprocessing.Width];

    public override void Run(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _preprocessing.Apply(_pixels, TestPicture.Height, TestPicture.Width, PixelOrder.Bgra, _prepared);
        }
    }
}
