namespace EfficientNet.Training;

/// <summary>
/// One run of <see cref="HeadTrainer"/>. Penalties are tried from strong to weak; with each, the head on all rows and those without each
/// part are trained in step, so that what is judged on the parts held out is what becomes of the head on all rows.
/// </summary>
internal sealed class HeadTraining
{
    /// <summary>The penalties that are tried, strongest first: from where features hardly matter to where they are hardly held back.</summary>
    private static readonly float[] Penalties = [3, 0.3f, 0.03f, 0.003f];

    /// <summary>The penalty where nothing can be held out to choose it by.</summary>
    private const float UsualPenalty = 0.3f;

    /// <summary>Weaker penalties are not tried once one's loss is so many times the best: it does not come down again, and they take long.</summary>
    private const double HopelessLoss = 1.2;

    private readonly HeadTrainingOptions _options;
    private readonly IProgress<HeadTrainingProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly HeadShape _shape;
    private readonly GroupedFolds _folds;
    private readonly FeatureScaling _scaling;
    private readonly HeadRows _rows;
    private readonly HeadObjective _objective;
    private readonly HeldOutRows _heldOut;
    private readonly ClassifierPrior? _prior;

    public HeadTraining(HeadExamples examples, int classes, HeadTrainingOptions options, IProgress<HeadTrainingProgress>? progress, CancellationToken cancellationToken)
    {
        (_options, _progress, _cancellationToken) = (options, progress, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        _shape = new HeadShape(examples.FeatureCount, options.HiddenUnits, classes);
        var weights = RowWeights.Of(examples);
        var classWeights = RowWeights.OfClasses(examples, weights, classes, options);
        for (var row = 0; row < weights.Length; row++)
        {
            weights[row] *= classWeights[examples.Labels[row]];
        }

        _scaling = FeatureScaling.Of(examples, weights);
        _folds = GroupedFolds.Split(examples, classes, FoldCount(examples.Rows), options.Seed);
        _rows = HeadRows.Of(examples, _folds, _scaling, _shape, weights, options);
        _heldOut = new HeldOutRows(_rows, classes, classWeights);
        _prior = options.Prior is { } classifier && options.HiddenUnits == 0 ? new ClassifierPrior(classifier, examples, _folds, _shape, _scaling.Length) : null;
        _objective = new HeadObjective(_rows, _shape, (_prior is null ? 1 : 2) * (_folds.Count + 1), options.LabelSmoothing);
    }

    public HeadTrainingResult Run()
    {
        float[] penalties = _options.L2 is { } given ? [given] : _folds.Count > 0 ? Penalties : [UsualPenalty];
        var families = Families();
        for (var at = 0; at < penalties.Length && !families.All(family => family.IsHopeless(HopelessLoss)); at++)
        {
            foreach (var family in families)
            {
                family.Begin(penalties[at], continues: at > 0 && _shape.HiddenUnits == 0);
            }

            Train(families, at, penalties.Length);
        }

        return Result(families, families.MinBy(family => family.Best!.Value.Candidate.ValidationLoss)!);
    }

    /// <summary>
    /// The heads drawn to zero and, where there is a prior, those drawn to it; only these where nothing can be held out to decide by.
    /// </summary>
    private HeadFamily[] Families()
    {
        ClassifierPrior?[] priors = _prior is null ? [null] : _folds.Count > 0 ? [null, _prior] : [_prior];
        var start = _shape.Start(_options.Seed);
        return [.. priors.Select(prior => new HeadFamily(_folds.Count, prior, _shape, start, _rows.Targets.Length * _shape.Classes))];
    }

    /// <summary>Trains with one penalty until nothing gets better, or for long enough nothing that is held out does.</summary>
    private void Train(HeadFamily[] families, int at, int count)
    {
        var search = new HeadSearch(_objective, [.. families.SelectMany(family => family.Fits)]);
        var goesOn = true;
        for (var iteration = 1; goesOn; iteration++)
        {
            search.Step(_cancellationToken);
            foreach (var family in families)
            {
                family.Judge(_heldOut);
            }

            goesOn = !search.IsDone && iteration < _options.MaximumIterations && families.Any(family => family.StepsSinceBest < _options.Patience);
            var now = families.MinBy(family => family.Now.ValidationLoss)!.Now;
            var fraction = (at + (goesOn ? (double)iteration / _options.MaximumIterations : 1)) / count;
            _progress?.Report(new HeadTrainingProgress(fraction, now.L2, now.Iteration, now.TrainingLoss, now.ValidationLoss, now.ValidationAccuracy));
        }

        foreach (var family in families)
        {
            family.End();
        }
    }

    private HeadTrainingResult Result(HeadFamily[] families, HeadFamily family)
    {
        var (chosen, best, curve) = family.Best!.Value;
        var isJudged = _folds.Count > 0;
        var temperature = _options.TemperatureScaling && isJudged ? Temperature.Find(best.Logits, _heldOut.Labels, _shape.Classes) : 1;
        var unscaled = Temperature.Probabilities(best.Logits, _shape.Classes, 1);
        var scaled = Temperature.Probabilities(best.Logits, _shape.Classes, temperature);
        return new HeadTrainingResult
        {
            Head = FoldedHead.Of(best.Numbers, _shape, _scaling, temperature),
            L2 = chosen.L2,
            UsesPrior = chosen.UsesPrior,
            Candidates = isJudged && (_options.L2 is null || families.Length > 1) ? [.. families.SelectMany(each => each.Candidates)] : [],
            Curve = curve,
            Temperature = temperature,
            ValidationRows = _heldOut.Sources,
            ValidationProbabilities = scaled,
            UnscaledValidationProbabilities = unscaled,
            Validation = isJudged ? new ClassificationMetrics(_heldOut.Labels, scaled, _shape.Classes) : null,
            UnscaledValidation = isJudged ? new ClassificationMetrics(_heldOut.Labels, unscaled, _shape.Classes) : null,
        };
    }

    /// <summary>Five parts; three where there is so much to compute that it is felt, and rows enough to lose a third.</summary>
    private int FoldCount(int rows) => (long)rows * _shape.Length > 50_000_000 ? 3 : 5;
}
