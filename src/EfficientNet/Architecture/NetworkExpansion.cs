namespace EfficientNet.Architecture;

/// <summary>From a table to the list of blocks: the scaling rules, and what a table must be like.</summary>
internal static class NetworkExpansion
{
    // Ten to more than a hundred times as much as in the largest published networks; whatever is beyond is a mistake, of which
    // the numbers overflow or the blocks fill all memory.
    private const int MostChannels = 65_536;
    private const int MostRepeats = 10_000;
    private const int MostExpansion = 1_000;

    public static Network Expand(EfficientNetVariant variant, int classes)
    {
        var problems = Problems(variant, classes).ToList();
        if (problems.Count > 0)
        {
            throw new ArgumentException($"The network {variant.Name} cannot be expanded: {string.Join("; ", problems)}.");
        }

        var stemChannels = variant.ScalesStem ? Scaled(variant, variant.StemChannels) : variant.StemChannels;
        var headChannels = variant.ScalesHead ? Scaled(variant, variant.HeadChannels) : variant.HeadChannels;
        return new Network(variant, classes, stemChannels, [.. Blocks(variant, stemChannels)], headChannels);
    }

    private static IEnumerable<NetworkBlock> Blocks(EfficientNetVariant variant, int stemChannels)
    {
        var inputChannels = stemChannels;
        for (var number = 0; number < variant.Stages.Count; number++)
        {
            var stage = variant.Stages[number];
            var outputChannels = Scaled(variant, stage.Channels);
            var isFirstOrLast = number == 0 || number == variant.Stages.Count - 1;
            var depth = isFirstOrLast && !variant.ScalesFirstAndLastStage ? 1 : variant.DepthMultiplier;
            var repeats = CompoundScaling.ScaleRepeats(stage.Repeats, stage.DepthMultiplier * depth);
            for (var repeat = 0; repeat < repeats; repeat++)
            {
                var stride = repeat == 0 ? stage.Stride : 1;
                var expansionBase = stage.ExpansionBaseChannels is { } channels ? Scaled(variant, channels) : inputChannels;
                yield return new NetworkBlock(
                    $"blocks.{number}.{repeat}",
                    stage.Kind,
                    inputChannels,
                    expansionBase * stage.ExpansionRatio,
                    outputChannels,
                    stage.KernelSize,
                    stride,
                    SqueezeChannels(inputChannels, stage.SqueezeRatioOfBlockInput),
                    HasResidual: stage.AllowsResidual && stride == 1 && inputChannels == outputChannels);
                inputChannels = outputChannels;
            }
        }
    }

    private static int Scaled(EfficientNetVariant variant, int channels) =>
        CompoundScaling.ScaleChannels(channels, variant.WidthMultiplier, variant.LeastShareOfChannelsKept);

    /// <summary>Rounded to even at the half, as timm does; published networks never come to a half.</summary>
    private static int SqueezeChannels(int inputChannels, double ratio) =>
        ratio == 0 ? 0 : Math.Max(1, (int)Math.Round(inputChannels * ratio, MidpointRounding.ToEven));

    private static IEnumerable<string> Problems(EfficientNetVariant variant, int classes)
    {
        var facts = new List<(bool IsSound, string Problem)>
        {
            (variant.Name.Length > 0, "it has no name"),
            (classes >= 0, $"classes is {classes}, must be 0 (no classifier) or more"),
            (IsPositive(variant.WidthMultiplier), $"WidthMultiplier is {variant.WidthMultiplier}, must be positive"),
            (
                variant.LeastShareOfChannelsKept is >= 0 and <= 1,
                $"LeastShareOfChannelsKept is {variant.LeastShareOfChannelsKept}, must be from 0 to 1"),
            (IsPositive(variant.DepthMultiplier), $"DepthMultiplier is {variant.DepthMultiplier}, must be positive"),
            (variant.Resolution > 0, $"Resolution is {variant.Resolution}, must be positive"),
            (variant.DropoutRate is >= 0 and < 1, $"DropoutRate is {variant.DropoutRate}, must be from 0 to below 1"),
            (IsPositive(variant.BatchNormEpsilon), $"BatchNormEpsilon is {variant.BatchNormEpsilon}, must be positive"),
            (variant.StemChannels > 0, $"StemChannels is {variant.StemChannels}, must be positive"),
            (variant.HeadChannels > 0, $"HeadChannels is {variant.HeadChannels}, must be positive"),
            (!(StemChannels(variant) > MostChannels), $"StemChannels comes to {StemChannels(variant)} with WidthMultiplier {variant.WidthMultiplier}, must not exceed {MostChannels}"),
            (!(HeadChannels(variant) > MostChannels), $"HeadChannels comes to {HeadChannels(variant)} with WidthMultiplier {variant.WidthMultiplier}, must not exceed {MostChannels}"),
            (Enum.IsDefined(variant.Padding), $"Padding is {variant.Padding}, which is not known"),
            (Enum.IsDefined(variant.Activation), $"Activation is {variant.Activation}, which is not known"),
            (variant.Stages.Count > 0, "it has no stages"),
        };
        for (var number = 0; number < variant.Stages.Count; number++)
        {
            var stage = variant.Stages[number];
            var where = $"of stage {number}";
            facts.Add((Enum.IsDefined(stage.Kind), $"Kind {where} is {stage.Kind}, which is not known"));
            facts.Add((stage.Repeats > 0, $"Repeats {where} is {stage.Repeats}, must be positive"));
            facts.Add((
                !(stage.Repeats * stage.DepthMultiplier * variant.DepthMultiplier > MostRepeats),
                $"Repeats {where} is {stage.Repeats}, times DepthMultiplier {stage.DepthMultiplier * variant.DepthMultiplier}, must not exceed {MostRepeats}"));
            facts.Add((
                !(stage.Channels * variant.WidthMultiplier > MostChannels),
                $"Channels {where} is {stage.Channels}, times WidthMultiplier {variant.WidthMultiplier}, must not exceed {MostChannels}"));
            facts.Add((stage.KernelSize > 0 && stage.KernelSize % 2 == 1, $"KernelSize {where} is {stage.KernelSize}, must be odd"));
            facts.Add((stage.Stride is 1 or 2, $"Stride {where} is {stage.Stride}, must be 1 or 2"));
            facts.Add((stage.ExpansionRatio > 0, $"ExpansionRatio {where} is {stage.ExpansionRatio}, must be positive"));
            var expands = stage.Kind is not (BlockKind.DepthwiseSeparable or BlockKind.Convolution);
            facts.Add((
                expands || stage.ExpansionRatio <= 1,
                $"ExpansionRatio {where} is {stage.ExpansionRatio}, must be 1 in a {stage.Kind} stage"));
            facts.Add((
                expands ? stage.ExpansionBaseChannels is null or > 0 : stage.ExpansionBaseChannels is null,
                $"ExpansionBaseChannels {where} is {stage.ExpansionBaseChannels}, must be {(expands ? "positive or null" : $"null in a {stage.Kind} stage")}"));
            facts.Add((
                !(stage.ExpansionBaseChannels * variant.WidthMultiplier > MostChannels),
                $"ExpansionBaseChannels {where} is {stage.ExpansionBaseChannels}, times WidthMultiplier {variant.WidthMultiplier}, must not exceed {MostChannels}"));
            facts.Add((
                stage.ExpansionRatio <= MostExpansion, $"ExpansionRatio {where} is {stage.ExpansionRatio}, must not exceed {MostExpansion}"));
            facts.Add((IsPositive(stage.DepthMultiplier), $"DepthMultiplier {where} is {stage.DepthMultiplier}, must be positive"));
            facts.Add((stage.Channels > 0, $"Channels {where} is {stage.Channels}, must be positive"));
            facts.Add((
                stage.SqueezeRatioOfBlockInput is >= 0 and <= 1,
                $"SqueezeRatioOfBlockInput {where} is {stage.SqueezeRatioOfBlockInput}, must be from 0 to 1"));
            facts.Add((
                stage.Kind != BlockKind.Convolution || !(stage.SqueezeRatioOfBlockInput > 0),
                $"SqueezeRatioOfBlockInput {where} is {stage.SqueezeRatioOfBlockInput}, must be 0 in a {stage.Kind} stage"));
        }

        return facts.Where(fact => !fact.IsSound).Select(fact => fact.Problem);
    }

    private static double StemChannels(EfficientNetVariant variant) => variant.StemChannels * (variant.ScalesStem ? variant.WidthMultiplier : 1);

    private static double HeadChannels(EfficientNetVariant variant) => variant.HeadChannels * (variant.ScalesHead ? variant.WidthMultiplier : 1);

    private static bool IsPositive(double value) => double.IsFinite(value) && value > 0;
}
