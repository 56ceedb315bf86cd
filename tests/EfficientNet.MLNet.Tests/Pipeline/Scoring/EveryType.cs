using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Tests.Pipeline.Scoring;

/// <summary>A row with a value of every type that ML.NET's columns have.</summary>
internal sealed class EveryType
{
    public string ImagePath { get; set; } = "";

    public string Text { get; set; } = "";

    public bool Boolean { get; set; }

    public sbyte SByte { get; set; }

    public byte Byte { get; set; }

    public short Int16 { get; set; }

    public ushort UInt16 { get; set; }

    public int Int32 { get; set; }

    public uint UInt32 { get; set; }

    public long Int64 { get; set; }

    public ulong UInt64 { get; set; }

    public float Single { get; set; }

    public double Double { get; set; }

    [KeyType(100)]
    public uint Key { get; set; }

    public DateTime DateTime { get; set; }

    public DateTimeOffset DateTimeOffset { get; set; }

    public TimeSpan TimeSpan { get; set; }

    [VectorType(3)]
    public double[] Fixed { get; set; } = [];

    public int[] Variable { get; set; } = [];

    public string[] Texts { get; set; } = [];

    [VectorType(1000)]
    public VBuffer<float> Sparse { get; set; }

    public static IDataView Load(MLContext ml, string[] paths) => ml.Data.LoadFromEnumerable(paths.Select((path, index) => new EveryType
    {
        ImagePath = path,
        Text = $"text {index % 7}",
        Boolean = index % 3 == 0,
        SByte = (sbyte)(index - 10),
        Byte = (byte)(255 - index),
        Int16 = (short)(-1000 * index),
        UInt16 = (ushort)(2000 * index),
        Int32 = -100_000 * index,
        UInt32 = 100_000_000u * (uint)index,
        Int64 = long.MinValue + index,
        UInt64 = ulong.MaxValue - (ulong)index,
        Single = index % 5 == 0 ? float.NaN : index / 7f,
        Double = index / 7.0,
        Key = (uint)(index + 1),
        DateTime = new DateTime(2020, 1, 1).AddHours(index),
        DateTimeOffset = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.FromHours(index % 12)),
        TimeSpan = TimeSpan.FromSeconds(index),
        Fixed = [index, 0, -index],
        Variable = [.. Enumerable.Range(0, index % 4)],
        Texts = [.. Enumerable.Range(0, index % 3).Select(each => $"{index} {each}")],
        Sparse = new VBuffer<float>(1000, 2, [index, 2 * index], [index, index + 500]),
    }).ToList());
}
