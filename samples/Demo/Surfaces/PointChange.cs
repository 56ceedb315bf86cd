namespace EfficientNet.Demo.Surfaces;

/// <summary>What happens to one point of a surface.</summary>
/// <param name="x">Pixels from the left.</param>
/// <param name="y">Pixels from the top.</param>
/// <param name="height">The point's height so far, in pixels.</param>
/// <param name="colour">Its red, green and blue, 0 to 1, to be changed in place.</param>
/// <returns>Its new height.</returns>
internal delegate float PointChange(int x, int y, float height, Span<float> colour);
