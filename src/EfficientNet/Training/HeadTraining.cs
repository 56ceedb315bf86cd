namespace EfficientNet.Training;

/// <summary>
/// One run of <see cref="HeadTrainer"/>: the penalty is chosen by heads without parts of the plain rows; then the head on all rows is
/// trained, and in step with it, for the curve and the temperature, heads without parts.
/// </summary>
internal sealed class HeadTraining
{
    /// <summary>The penalties that are tried, strongest first: from where features hardly matter to where they are hardly held back.</summary>
    private static readonly float[] Penalties = [10, 1, 0.1f, 0.01f];

    /// <summary>The same with a hidden layer, which has far more to hold back.</summary>
    private static readonly float[] HiddenPenalties = [10, 1, 0.1f];

    /// <summary>The penalty where nothing can be held out to choose it by.</summary>
    private const float UsualPenalty = 1;

    /// <summary>Weaker penalties are not tried once one's loss is so many times the best: it does not come down again, and they take long.</summary>
    private const double HopelessLoss = 1.2;

    /// <summary>A search ends where steps lower the loss by less than this part of it: when penalties are only compared, and when the head is made.</summary>
    private const double LooseTolerance = 1e-3, FineTolerance = 1e-4;

    /// <summary>The share of the work that choosing the penalty takes, about, for the progress.</summary>
    private const double ChoiceShare = 0.6;

    private readonly HeadTrainingOptions _options;
    private readonly IProgress<HeadTrainingProgress>? _progress;
    private readonly ParallelOptions _parallel;
    private readonly HeadShape _shape;
    private readonly int _parts;
    private readonly FeatureScaling _scaling;
    private readonly float[] _start;
    private readonly HeadObjective _all;
    private readonly HeadObjective _plain;
    private readonly HeldOutRows _heldOut;
    private readonly ClassifierPrior? _prior;
    private readonly List<L2Candidate> _candidates = [];
    private readonly List<HeadTrainingIteration> _curve = [];

    /// <param name="examples">The rows.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="options">How to train.</param>
    /// <param name="progress">Is told of each step.</param>
    /// <param name="parallel">On how many cores, which changes nothing but the time, and until when.</param>
    public HeadTraining(HeadExamples examples, int classes, HeadTrainingOptions options, IProgress<HeadTrainingProgress>? progress, ParallelOptions parallel)
    {
        (_options, _progress, _parallel) = (options, progress, parallel);
        parallel.CancellationToken.ThrowIfCancellationRequested();
        _shape = new HeadShape(examples.FeatureCount, options.HiddenUnits, classes);
        _start = _shape.Start(options.Seed);
        var (shares, classWeights) = RowWeights.Of(examples, classes, options);
        float[] ofClass = [.. examples.Labels.Select(label => classWeights[label])];
        float[] weights = [.. shares.Zip(ofClass, (share, weight) => share * weight)];
        _scaling = FeatureScaling.Of(examples, weights, options.HiddenUnits > 0, parallel);
        var folds = GroupedFolds.Split(examples, classes, options.Seed);
        _parts = folds.Count;
        var plain = HeadRows.Of(examples, folds, plainOnly: true, _scaling, _shape, ofClass, options, parallel);
        var all = HeadRows.Of(examples, GroupedFolds.None(examples), plainOnly: false, _scaling, _shape, weights, options, parallel);
        _all = new HeadObjective(all, _shape, 1, options.LabelSmoothing, parallel);
        _prior = options.Prior is { } classifier && options.HiddenUnits == 0
            ? new ClassifierPrior(classifier, examples, folds, _shape, _scaling.Length, parallel)
            : null;
        _plain = new HeadObjective(plain, _shape, (_prior is null ? 1 : 2) * Math.Max(1, _parts), options.LabelSmoothing, parallel);
        _heldOut = new HeldOutRows(plain, classes, classWeights);
    }

    public HeadTrainingResult Run()
    {
        var (l2, usesPrior) = _parts > 0 && (_options.L2 is null || _prior is not null) ? Choose() : (_options.L2 ?? UsualPenalty, _prior is not null);
        var (head, logits) = Train(l2, usesPrior);
        var temperature = _options.TemperatureScaling && _parts > 0 ? Temperature.Find(logits, _heldOut.Labels, _shape.Classes) : 1;
        var unscaled = Temperature.Probabilities(logits, _shape.Classes, 1);
        var scaled = Temperature.Probabilities(logits, _shape.Classes, temperature);
        return new HeadTrainingResult
        {
            Head = FoldedHead.Of(head, _shape, _scaling, temperature),
            L2 = l2,
            UsesPrior = usesPrior,
            Candidates = _candidates,
            Curve = _curve,
            Temperature = temperature,
            ValidationRows = _heldOut.Sources,
            ValidationProbabilities = scaled,
            UnscaledValidationProbabilities = unscaled,
            Validation = _parts > 0 ? new ClassificationMetrics(_heldOut.Labels, scaled, _shape.Classes) : null,
            UnscaledValidation = _parts > 0 ? new ClassificationMetrics(_heldOut.Labels, unscaled, _shape.Classes) : null,
        };
    }

    /// <summary>
    /// Tries penalties from strong to weak, drawing to zero and to the prior, each from where the one before ended (with a hidden layer
    /// from the start, for there where one ends is not where another one should begin). That is best whose held-out rows have the lowest
    /// loss after a temperature of their own: what a temperature mends is no reason to choose a penalty.
    /// </summary>
    private (float L2, bool UsesPrior) Choose()
    {
        float[] penalties = _options.L2 is { } given ? [given] : _shape.Hidden is null ? Penalties : HiddenPenalties;
        HeadFamily[] families = _prior is null ? [Family(false)] : [Family(false), Family(true)];
        for (var at = 0; at < penalties.Length && !families.All(IsHopeless); at++)
        {
            foreach (var family in families)
            {
                family.Begin(penalties[at], LooseTolerance, continues: at > 0 && _shape.Hidden is null);
            }

            var search = new HeadSearch(_plain, [.. families.SelectMany(family => family.Fits)]);
            var goesOn = true;
            while (goesOn)
            {
                search.Step(_parallel);
                Array.ForEach(families, family => family.Judge());

                // Where held-out rows have not got better for long, this penalty is none to choose.
                goesOn = GoesOn(families, search.IsDone, hasPatience: false);
                var (best, done) = (families.MinBy(family => family.Last.Loss)!, at + (goesOn ? (double)families[0].Steps / _options.MaximumIterations : 1));
                Report(ChoiceShare * done / penalties.Length, new HeadTrainingIteration(
                    best.Steps, penalties[at], best.Fits.Average(fit => fit.Loss), best.Last.Loss, best.Last.Accuracy));
            }

            _candidates.AddRange(families.Select(Candidate));
        }

        var chosen = _candidates.OrderBy(candidate => candidate.UsesPrior).MinBy(candidate => candidate.ValidationLoss)!;
        return (chosen.L2, chosen.UsesPrior);
    }

    /// <summary>Trains the head on all rows and, in step with it, those without each part.</summary>
    /// <returns>The numbers of the head on all rows, and the logits of the held-out rows by the others.</returns>
    private (float[] Head, float[] Logits) Train(float l2, bool usesPrior)
    {
        var family = Family(usesPrior);
        family.Begin(l2, FineTolerance, continues: false);
        var prior = usesPrior ? _prior!.Without(HeadFit.Nothing) : null;
        var head = new HeadFit(HeadFit.Nothing, l2, prior, new LbfgsMinimizer(prior ?? _start, FineTolerance), []);
        var (search, searchOfParts) = (new HeadSearch(_all, [head]), new HeadSearch(_plain, family.Fits));
        float[] best = [];
        var goesOn = true;
        while (goesOn)
        {
            search.Step(_parallel);
            searchOfParts.Step(_parallel);
            family.Judge();
            best = family.StepsSinceBest == 0 ? [.. head.Search.Point] : best;

            // Softmax regression with a penalty has one best head, and is trained until it is found.
            goesOn = GoesOn([family], search.IsDone && searchOfParts.IsDone, hasPatience: _shape.Hidden is null);
            _curve.Add(new HeadTrainingIteration(family.Steps, l2, head.Loss, family.Last.Loss, family.Last.Accuracy));
            var (chosen, done) = (_candidates.Count > 0 ? ChoiceShare : 0, goesOn ? (double)family.Steps / _options.MaximumIterations : 1);
            Report(chosen + ((1 - chosen) * done), _curve[^1]);
        }

        return _shape.Hidden is null ? (head.Search.Point, family.Last.Logits) : (best, family.Best.Logits);
    }

    private bool GoesOn(HeadFamily[] families, bool isDone, bool hasPatience) => !isDone
        && families[0].Steps < _options.MaximumIterations
        && (hasPatience || families.Any(family => family.StepsSinceBest < _options.Patience));

    private L2Candidate Candidate(HeadFamily family)
    {
        var logits = _shape.Hidden is null ? family.Last.Logits : family.Best.Logits;
        var (loss, accuracy) = _heldOut.Judge(logits, Temperature.Fit(logits, _heldOut.Labels, _shape.Classes));
        return new L2Candidate(family.Fits[0].L2, family.UsesPrior, loss, accuracy);
    }

    private bool IsHopeless(HeadFamily family)
    {
        L2Candidate[] tried = [.. _candidates.Where(candidate => candidate.UsesPrior == family.UsesPrior)];
        return tried.Length > 0 && tried[^1].ValidationLoss > HopelessLoss * tried.Min(candidate => candidate.ValidationLoss);
    }

    private HeadFamily Family(bool usesPrior) => new(_parts, usesPrior ? _prior : null, _shape, _heldOut, _start);

    private void Report(double fraction, HeadTrainingIteration step) => _progress?.Report(new HeadTrainingProgress(
        fraction, step.L2, step.Iteration, step.TrainingLoss, step.ValidationLoss, step.ValidationAccuracy));
}
