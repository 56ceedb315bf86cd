using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace EfficientNet.Benchmarks;

/// <summary>What the figures were measured on, as far as it matters for them.</summary>
internal static class Machine
{
    private const string LoadFile = "/proc/loadavg";

    public static string Describe()
        => $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, {Vectors()}; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}; "
            + $"Microsoft.ML {Version(typeof(MLContext))}, Microsoft.ML.OnnxRuntime {OrtEnv.Instance().GetVersionString()}.";

    /// <summary>Programs that want a core, on average over the last minute; null where the system does not say it.</summary>
    public static double? Load()
        => File.Exists(LoadFile) && double.TryParse(File.ReadAllText(LoadFile).Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double load) ? load : null;

    private static string Vectors()
    {
        (string Name, bool IsThere)[] sets =
        [
            ("AVX-512", Avx512F.IsSupported),
            ("AVX-512 VBMI", Avx512Vbmi.IsSupported),
            ("AVX VNNI", AvxVnni.IsSupported),
            ("AVX2", Avx2.IsSupported),
            ("AdvSimd", AdvSimd.IsSupported),
        ];
        return string.Join(", ", sets.Where(set => set.IsThere).Select(set => set.Name).DefaultIfEmpty("no vectors that are looked for"));
    }

    private static string Version(Type type)
        => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "of unknown version";
}
