namespace EfficientNet.Training;

/// <summary>Refuses what no head can be trained with or on.</summary>
internal static class HeadTrainingChecks
{
    /// <summary>Far more than is of use, and so few that all numbers of a head can be counted.</summary>
    private const int MostHiddenUnits = 1 << 16;

    public static void Verify(HeadExamples examples, int classes, HeadTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        string[] problems = [.. Problems(options, classes, examples.FeatureCount)];
        if (problems.Length > 0)
        {
            throw new ArgumentException($"The head's training options are not possible: {string.Join("; ", problems)}.", nameof(options));
        }

        var place = examples.Labels.AsSpan().IndexOfAnyExceptInRange(0, classes - 1);
        if (place >= 0)
        {
            throw new ArgumentException($"A label is a class from 0 to {classes - 1}; that of row {place} is {examples.Labels[place]}.", nameof(examples));
        }

        if (examples.Labels.AsSpan().IndexOfAnyExcept(examples.Labels[0]) < 0)
        {
            throw new ArgumentException(
                $"A head tells at least 2 classes apart; all {examples.Rows} rows are of class {examples.Labels[0]}. Add rows of another class.", nameof(examples));
        }
    }

    /// <summary>What is wrong with options, each a clause.</summary>
    /// <param name="options">The options.</param>
    /// <param name="classes">How many classes there are; null where that is not known yet.</param>
    /// <param name="features">How many features a row has; null where that is not known yet.</param>
    public static IEnumerable<string> Problems(HeadTrainingOptions options, int? classes, int? features = null)
    {
        if (options.HiddenUnits is < 0 or > MostHiddenUnits)
        {
            yield return $"HiddenUnits is 0 to {MostHiddenUnits}, not {options.HiddenUnits}";
        }

        if (options.L2 is { } l2 && !(l2 >= 0 && float.IsFinite(l2)))
        {
            yield return $"L2 is a finite number of 0 or more, not {l2}";
        }

        if (!(options.LabelSmoothing >= 0 && options.LabelSmoothing < 1))
        {
            yield return $"LabelSmoothing is at least 0 and less than 1, not {options.LabelSmoothing}";
        }

        if (!(options.Mixup >= 0 && float.IsFinite(options.Mixup)))
        {
            yield return $"Mixup is a finite number of 0 or more, not {options.Mixup}";
        }

        if (!Enum.IsDefined(options.ClassWeighting))
        {
            yield return $"ClassWeighting is None or Balanced, not {options.ClassWeighting}";
        }

        if (options.ClassWeights is { } weights && classes is not null && weights.Count != classes)
        {
            yield return $"ClassWeights has one number for each of the {classes} classes, not {weights.Count}";
        }

        for (var of = 0; of < (options.ClassWeights?.Count ?? 0); of++)
        {
            if (!(options.ClassWeights![of] > 0 && float.IsFinite(options.ClassWeights[of])))
            {
                yield return $"ClassWeights has positive finite numbers; that of class {of} is {options.ClassWeights[of]}";
            }
        }

        if (options.MaximumIterations < 1)
        {
            yield return $"MaximumIterations is 1 or more, not {options.MaximumIterations}";
        }

        if (options.Patience < 1)
        {
            yield return $"Patience is 1 or more, not {options.Patience}";
        }

        if (options.Prior is { } prior && features is { } count && prior.Features != count)
        {
            yield return $"Prior has {prior.Features} features, the rows have {count}";
        }

        if (options.Prior is { HiddenUnits: > 0 and var hidden })
        {
            yield return $"Prior has no hidden layer; this one has {hidden} unit(s)";
        }
    }
}
