namespace EfficientNet.Training;

/// <summary>The heads without each part of the plain rows, trained alike, and how good they are on what they have not seen.</summary>
internal sealed class HeadFamily
{
    private readonly HeadShape _shape;
    private readonly HeldOutRows _heldOut;
    private readonly float[] _start;
    private readonly float[] _logits;
    private readonly float[]?[] _priors;

    /// <param name="parts">How many parts there are.</param>
    /// <param name="prior">What the penalty draws to; null: zero.</param>
    /// <param name="shape">The heads' shape.</param>
    /// <param name="heldOut">The rows that are judged.</param>
    /// <param name="start">Where searches start without a prior.</param>
    public HeadFamily(int parts, ClassifierPrior? prior, HeadShape shape, HeldOutRows heldOut, float[] start)
    {
        (UsesPrior, _shape, _heldOut, _start) = (prior is not null, shape, heldOut, start);
        _logits = new float[heldOut.AllRows * shape.Classes];
        _priors = [.. Enumerable.Range(0, parts).Select(part => prior?.Without(part))];
    }

    public bool UsesPrior { get; }

    /// <summary>The heads with the penalty that is being tried.</summary>
    public IReadOnlyList<HeadFit> Fits { get; private set; } = [];

    /// <summary>How many steps were made with the penalty.</summary>
    public int Steps { get; private set; }

    /// <summary>What the held-out rows look like at the last step.</summary>
    public JudgedLogits Last { get; private set; } = JudgedLogits.None;

    /// <summary>The same at the step where their loss was lowest; the last one where nothing is held out.</summary>
    public JudgedLogits Best { get; private set; } = JudgedLogits.None;

    /// <summary>How many steps ago that was.</summary>
    public int StepsSinceBest { get; private set; }

    /// <summary>Starts searches.</summary>
    /// <param name="l2">The penalty.</param>
    /// <param name="tolerance">They end where steps lower the loss by less than this part of it.</param>
    /// <param name="continues">Whether they start where the last ones ended.</param>
    public void Begin(float l2, double tolerance, bool continues)
    {
        (Best, Steps, StepsSinceBest) = (JudgedLogits.None, 0, 0);
        Fits = [.. _priors.Select((prior, part) => new HeadFit(
            part, l2, prior, continues ? Fits[part].Continue(l2, _shape.Layers) : new LbfgsMinimizer(prior ?? _start, tolerance), _logits))];
    }

    /// <summary>Judges the points that the searches have reached.</summary>
    public void Judge()
    {
        var taken = _heldOut.Take(_logits);
        var (loss, accuracy) = _heldOut.Judge(taken, 1);
        Last = new JudgedLogits(taken, loss, accuracy);
        Steps++;
        (Best, StepsSinceBest) = loss > Best.Loss ? (Best, StepsSinceBest + 1) : (Last, 0);
    }
}


/// <summary>The held-out rows' logits by the heads without them.</summary>
/// <param name="Logits">The logits, rows x classes.</param>
/// <param name="Loss">Their mean log-loss; NaN if there is no row.</param>
/// <param name="Accuracy">The part of them with the largest logit for the row's class; NaN if there is no row.</param>
internal sealed record JudgedLogits(float[] Logits, double Loss, double Accuracy)
{
    /// <summary>Worse than any.</summary>
    public static JudgedLogits None { get; } = new([], double.PositiveInfinity, 0);
}
