using EfficientNet.Imaging;

namespace EfficientNet.MLNet.Pipeline;

internal static class NaivePreprocessing
{
    public static void Apply(
        this Preprocessing preprocessing, ReadOnlySpan<byte> pixels, int height, int width, PixelOrder order, Span<float> destination, int orientation = 1)
    {
        _ = orientation;
        byte[] rgb = new byte[pixels.Length / 4 * 3];
        PixelConversion.ToRgb(pixels, order, rgb);
        PreprocessingGeometry geometry = PreprocessingGeometry.Of(preprocessing, height, width);
        float[] mean = [preprocessing.Mean.Red, preprocessing.Mean.Green, preprocessing.Mean.Blue];
        float[] deviation = [preprocessing.Deviation.Red, preprocessing.Deviation.Green, preprocessing.Deviation.Blue];
        for (int channel = 0; channel < 3; channel++)
        {
            for (int y = 0; y < preprocessing.Height; y++)
            {
                for (int x = 0; x < preprocessing.Width; x++)
                {
                    (int top, int bottom) = Range(y + geometry.Top, geometry.ResizedHeight, geometry.Source.Height);
                    (int left, int right) = Range(x + geometry.Left, geometry.ResizedWidth, geometry.Source.Width);
                    float sum = 0;
                    for (int row = top; row < bottom; row++)
                    {
                        for (int column = left; column < right; column++)
                        {
                            sum += rgb[((((row + geometry.Source.Top) * width) + column + geometry.Source.Left) * 3) + channel];
                        }
                    }

                    float color = MathF.Round(sum / ((bottom - top) * (right - left)));
                    destination[(((channel * preprocessing.Height) + y) * preprocessing.Width) + x] = ((color / 255f) - mean[channel]) / deviation[channel];
                }
            }
        }
    }

    private static (int First, int End) Range(int target, int resized, int source)
    {
        int at = Math.Clamp(target, 0, resized - 1);
        int first = (int)((long)at * source / resized);
        return (first, Math.Max(first + 1, (int)((at + 1L) * source / resized)));
    }
}
