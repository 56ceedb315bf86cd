using System.Globalization;

namespace EfficientNet.Quantization;

/// <summary>What int8 does to a network, layer by layer; a table for people by <see cref="ToString"/>.</summary>
public sealed class QuantizationReport
{
    internal QuantizationReport(Calibration calibration, int pictures, IReadOnlyList<LayerQuantization> layers)
    {
        Calibration = calibration;
        Pictures = pictures;
        Layers = layers;
    }

    /// <summary>The calibration it is about.</summary>
    public Calibration Calibration { get; }

    /// <summary>How many pictures were compared.</summary>
    public int Pictures { get; }

    /// <summary>The points in the order they are computed; the last one is the pooled features.</summary>
    public IReadOnlyList<LayerQuantization> Layers { get; }

    /// <summary>Writes the table with an explanation of every step.</summary>
    /// <param name="writer">Takes the text.</param>
    public void WriteTo(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteLine($"{Calibration.Variant} in int8, against single precision, on {Pictures} pictures");
        writer.WriteLine();
        writer.WriteLine("1. Every BatchNorm is multiplied into the convolution before it.");
        writer.WriteLine("2. The first layers stay in single precision: over few channels bytes gain little and lose much.");
        writer.WriteLine($"3. Ranges of values were seen on {Calibration.Pictures} pictures (method: {Calibration.Method}); each is cut into 255 steps, one byte.");
        writer.WriteLine("   ReLU and ReLU6 vanish: what is below zero or above six is cut off by the range.");
        writer.WriteLine("4. Weights are rounded to -127 to 127 steps, symmetric, of a size of its own for every output channel. The size is wider than");
        writer.WriteLine($"   the largest weight asks for in {Layers.Sum(layer => layer.WidenedForPairs)} channels (column 'pairs'), so that no sum of two products overflows 16 bits,");
        writer.WriteLine($"   and in {Layers.Sum(layer => layer.WidenedForBias)} (column 'bias'), so that the bias fits into 32 bits.");
        writer.WriteLine("5. Biases are 32-bit integers, sums are exact; a layer's output is rounded once, into its range.");
        writer.WriteLine(Calibration.CorrectsBiases
            ? "   Each bias makes up for what rounding the weights does to the mean of its channel."
            : "   Biases are as they were; what rounding the weights does to the mean of a channel stays.");
        writer.WriteLine();
        writer.WriteLine("Signal to noise in decibels (6 more are one bit more): of the weights; of the values, if only they were rounded; and of the");
        writer.WriteLine("values with everything that was lost before them.");
        writer.WriteLine();
        var width = Layers.Max(layer => layer.Name.Length);
        writer.WriteLine($"{"point".PadRight(width)}  {"low",9}  {"high",9}  {"weights",7}  {"pairs",5}  {"bias",4}  {"values",6}  {"all",6}");
        foreach (var layer in Layers)
        {
            writer.WriteLine(
                $"{layer.Name.PadRight(width)}  {Number(layer.Range?.Low, "F3"),9}  {Number(layer.Range?.High, "F3"),9}  {Number(layer.WeightSignalToNoise, "F1"),7}  "
                + $"{Count(layer, layer.WidenedForPairs),5}  {Count(layer, layer.WidenedForBias),4}  {Number(layer.SignalToNoise, "F1"),6}  {Number(layer.CumulativeSignalToNoise, "F1"),6}");
        }
    }

    /// <summary>The text that <see cref="WriteTo"/> writes.</summary>
    public override string ToString()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        WriteTo(writer);
        return writer.ToString();
    }

    private static string Number(double? value, string format) =>
        value is { } number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "";

    private static string Count(LayerQuantization layer, int count) =>
        layer.WeightSignalToNoise is null ? "" : count.ToString(CultureInfo.InvariantCulture);
}
