namespace EfficientNet.Samples.Tests.Notebooks;

/// <summary>HTML that a notebook shows as such.</summary>
public sealed record HtmlContent(string Html);
