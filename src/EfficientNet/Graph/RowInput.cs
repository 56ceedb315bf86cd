namespace EfficientNet.Graph;

/// <summary>How a graph takes pixels that are prepared already, if it takes them as a row of a data view has them.</summary>
internal enum RowInput
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>As <see cref="GraphFrame.PreparedInput"/> alone.</summary>
    Prepared,

    /// <summary>With <see cref="GraphFrame.ValidInput"/>, which is 0 for a row without a picture: all its numbers come out as NaN, its label empty.</summary>
    PreparedOrNone,
}
