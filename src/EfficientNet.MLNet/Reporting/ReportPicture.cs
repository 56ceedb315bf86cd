namespace EfficientNet.MLNet.Reporting;

/// <summary>A small picture to show: the bytes of a JPEG, PNG or WebP file, and what it is called, such as its file's name.</summary>
internal sealed record ReportPicture(string Name, ReadOnlyMemory<byte> Content);
