using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace EfficientNet.MLNet.Pipeline;

// The rows that the saved mappings read and write. ML.NET fills them by reflection; a mapping's columns are fixed when it is compiled.
internal sealed class EmptyRow
{
}

/// <summary>One number a row, for the graph of the settings to hang on: an ONNX transformer needs an input column.</summary>
internal sealed class TriggerRow
{
    [ColumnName(TemporaryColumns.Row)]
    public long Row { get; set; }
}

internal abstract class SourceRow
{
    [ColumnName(TemporaryColumns.Settings)]
    [VectorType(PictureSettings.Count)]
    public VBuffer<ReadOnlyMemory<char>> Settings { get; set; }
}

internal sealed class PathRow : SourceRow
{
    [ColumnName(TemporaryColumns.Path)]
    public ReadOnlyMemory<char> Path { get; set; }
}

internal sealed class BytesRow : SourceRow
{
    [ColumnName(TemporaryColumns.Bytes)]
    public VBuffer<byte> Bytes { get; set; }
}

internal sealed class ImageRow : SourceRow
{
    [ColumnName(TemporaryColumns.Image)]
    [AnyImageType]
    public MLImage? Image { get; set; }
}

internal sealed class ColorsRow : SourceRow
{
    /// <summary>Alpha, R, G, B of each pixel, row by row; no values at all where there is no image.</summary>
    [ColumnName(TemporaryColumns.Colors)]
    public VBuffer<byte> Colors { get; set; }

    /// <summary>All of them, or nothing where there is no image.</summary>
    public ReadOnlySpan<byte> DenseColors()
    {
        ReadOnlySpan<byte> values = Colors.GetValues();
        return values.IsEmpty || Colors.IsDense ? values : Colors.DenseValues().ToArray();
    }
}

internal sealed class PreparedRow
{
    /// <summary>The network's input, 3 x height x width numbers; zeros where there is no picture.</summary>
    [ColumnName(TemporaryColumns.Prepared)]
    public VBuffer<float> Prepared { get; set; }

    /// <summary>1 for a sound picture or 0 for none.</summary>
    [ColumnName(TemporaryColumns.Valid)]
    [VectorType(1)]
    public VBuffer<long> Valid { get; set; }

    /// <summary>What is wrong with the picture; empty for a sound one.</summary>
    [ColumnName(TemporaryColumns.Problem)]
    public ReadOnlyMemory<char> Problem { get; set; }
}

internal sealed class TopRow
{
    [ColumnName(TemporaryColumns.TopLabel)]
    [VectorType(1)]
    public VBuffer<ReadOnlyMemory<char>> Label { get; set; }

    [ColumnName(TemporaryColumns.TopProbability)]
    [VectorType(1)]
    public VBuffer<float> Probability { get; set; }
}

internal sealed class PredictionRow
{
    [ColumnName(TemporaryColumns.PredictedLabel)]
    public ReadOnlyMemory<char> Label { get; set; }

    [ColumnName(TemporaryColumns.Probability)]
    public float Probability { get; set; }
}

/// <summary>An image of any size. ML.NET's own attribute wants the size, and throws without it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AnyImageTypeAttribute : DataViewTypeAttribute
{
    public override void Register() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage), this);

    public override bool Equals(DataViewTypeAttribute? other) => other is AnyImageTypeAttribute;

    public override int GetHashCode() => typeof(AnyImageTypeAttribute).GetHashCode();
}
