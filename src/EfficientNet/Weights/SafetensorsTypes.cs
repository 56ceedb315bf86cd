namespace EfficientNet.Weights;

/// <summary>The types that a safetensors header can name, with the bits a number of each takes.</summary>
internal static class SafetensorsTypes
{
    private static readonly (string Name, TensorElementType Type, int Bits)[] _all =
    [
        ("F32", TensorElementType.Float32, 32),
        ("F16", TensorElementType.Float16, 16),
        ("BF16", TensorElementType.BFloat16, 16),
        ("F64", TensorElementType.Float64, 64),
        ("BOOL", TensorElementType.Boolean, 8),
        ("I8", TensorElementType.Int8, 8),
        ("I16", TensorElementType.Int16, 16),
        ("I32", TensorElementType.Int32, 32),
        ("I64", TensorElementType.Int64, 64),
        ("U8", TensorElementType.UInt8, 8),
        ("U16", TensorElementType.UInt16, 16),
        ("U32", TensorElementType.UInt32, 32),
        ("U64", TensorElementType.UInt64, 64),
        ("C64", TensorElementType.Complex64, 64),
        ("F8_E4M3", TensorElementType.Float8E4M3, 8),
        ("F8_E5M2", TensorElementType.Float8E5M2, 8),
        ("F8_E8M0", TensorElementType.Float8E8M0, 8),
        ("F8_E4M3FNUZ", TensorElementType.Float8E4M3Fnuz, 8),
        ("F8_E5M2FNUZ", TensorElementType.Float8E5M2Fnuz, 8),
        ("F6_E2M3", TensorElementType.Float6E2M3, 6),
        ("F6_E3M2", TensorElementType.Float6E3M2, 6),
        ("F4", TensorElementType.Float4, 4),
    ];

    private static readonly Dictionary<string, TensorElementType> _byName = _all.ToDictionary(row => row.Name, row => row.Type, StringComparer.Ordinal);
    private static readonly Dictionary<TensorElementType, int> _bits = _all.ToDictionary(row => row.Type, row => row.Bits);

    /// <summary>All names, for messages.</summary>
    public static string AllNames { get; } = string.Join(", ", _all.Select(row => row.Name));

    public static bool TryParse(string name, out TensorElementType type) => _byName.TryGetValue(name, out type);

    public static int BitsOf(TensorElementType type) => _bits[type];
}
