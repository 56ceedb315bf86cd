namespace EfficientNet.Imaging.Resampling;

/// <summary>The curve that a pixel's weight follows over its distance, in pixels of the smaller picture, from the place asked for.</summary>
internal abstract class ResamplingFilter
{
    /// <summary>The distance from which on the weight is 0.</summary>
    public abstract double Support { get; }

    /// <summary>The weight at a distance, which may be negative.</summary>
    public abstract double At(double distance);

    /// <summary>The filter of an interpolation.</summary>
    public static ResamplingFilter Of(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Bilinear => new Triangle(),
        Interpolation.Bicubic => new Cubic(),
        Interpolation.Lanczos => new Lanczos(),
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, null),
    };

    private sealed class Triangle : ResamplingFilter
    {
        public override double Support => 1;

        public override double At(double distance) => Math.Max(1 - Math.Abs(distance), 0);
    }

    /// <summary>Cubic convolution with a = -0.5 (Keys: Cubic Convolution Interpolation for Digital Image Processing, 1981, equation 15).</summary>
    private sealed class Cubic : ResamplingFilter
    {
        private const double A = -0.5;

        public override double Support => 2;

        public override double At(double distance)
        {
            var x = Math.Abs(distance);
            return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
                : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A
                : 0;
        }
    }

    /// <summary>Sinc by sinc of a third (Duchon: Lanczos Filtering in One and Two Dimensions, 1979, section 2, with three lobes).</summary>
    private sealed class Lanczos : ResamplingFilter
    {
        public override double Support => 3;

        public override double At(double distance) => distance is >= -3 and < 3 ? Sinc(distance) * Sinc(distance / 3) : 0;

        private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
    }
}
