namespace EfficientNet.Weights;

/// <summary>The words that the tags of weights are made of.</summary>
internal static class TrainingTags
{
    public static IReadOnlyDictionary<string, string> Meanings { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["in1k"] = "ImageNet-1k (ILSVRC 2012: 1.28 million pictures, 1,000 classes)",
        ["in12k"] = "ImageNet-12k, timm's selection from the full ImageNet (11,821 classes)",
        ["in21k"] = "ImageNet-21k, the full ImageNet (14 million pictures, 21,843 classes)",
        ["ft"] = "then fine-tuned",
        ["ns_jft"] = "Noisy Student: trained by a teacher's labels on 300 million pictures of JFT without labels",
        ["ap"] = "AdvProp: adversarial examples with BatchNorm statistics of their own",
        ["aa"] = "AutoAugment",
        ["ra"] = "RandAugment, timm's recipe",
        ["ra2"] = "RandAugment, timm's second recipe",
        ["ra4"] = "RandAugment, timm's recipe after MobileNetV4",
        ["agc"] = "adaptive gradient clipping",
        ["sw"] = "timm's recipe after Swin Transformer and ConvNeXt",
        ["e3600"] = "3,600 epochs",
        ["r224"] = "at 224 pixels",
        ["r240"] = "at 240 pixels",
        ["475"] = "at 475 pixels instead of 800",
        ["tv"] = "torchvision's weights IMAGENET1K_V1",
        ["tv2"] = "torchvision's weights IMAGENET1K_V2",
    }.AsReadOnly();

    /// <summary>A tag's words; <c>ns_jft</c> is one.</summary>
    public static IEnumerable<string> Split(string tag)
    {
        var words = tag.Split('_', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            yield return i + 1 < words.Length && Meanings.ContainsKey($"{words[i]}_{words[i + 1]}") ? $"{words[i]}_{words[++i]}" : words[i];
        }
    }
}
