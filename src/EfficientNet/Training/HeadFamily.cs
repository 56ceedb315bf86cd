namespace EfficientNet.Training;

/// <summary>A head on all rows and those without each part of them, trained alike, and how good these are on what they have not seen.</summary>
internal sealed class HeadFamily
{
    /// <summary>How much lower the held-out rows' loss must have been at an earlier step for the head of that step: less is chance.</summary>
    private const double EarlierGain = 0.01;

    /// <summary>A search ends where steps lower the loss by less than this part of it.</summary>
    private const double Tolerance = 1e-4;

    private readonly IReadOnlyList<HeadLayer> _layers;
    private readonly float[] _start;
    private readonly float[] _logits;
    private readonly (int HeldOut, float[]? Prior)[] _members;
    private readonly List<L2Candidate> _candidates = [];
    private readonly List<HeadTrainingIteration> _curve = [];
    private JudgedHead _best = new([], [], new HeadTrainingIteration(0, 0, 0, double.PositiveInfinity, 0));
    private JudgedHead _last;

    /// <param name="parts">How many parts there are.</param>
    /// <param name="prior">What the penalty draws to; null: zero.</param>
    /// <param name="shape">The heads' shape.</param>
    /// <param name="start">Where searches start without a prior.</param>
    /// <param name="logits">How many numbers the logits of all rows are.</param>
    public HeadFamily(int parts, ClassifierPrior? prior, HeadShape shape, float[] start, int logits)
    {
        UsesPrior = prior is not null;
        (_layers, _start, _logits, _last) = (shape.Layers, start, new float[logits], _best);
        _members = [.. Enumerable.Range(0, parts).Prepend(HeadFit.Nothing).Select(part => (part, prior?.Without(part)))];
    }

    public bool UsesPrior { get; }

    /// <summary>The heads with the penalty that is being tried; the first is that on all rows.</summary>
    public IReadOnlyList<HeadFit> Fits { get; private set; } = [];

    /// <summary>The penalties tried, in order.</summary>
    public IReadOnlyList<L2Candidate> Candidates => _candidates;

    /// <summary>The step that training stands at.</summary>
    public HeadTrainingIteration Now => _curve[^1];

    /// <summary>The best of <see cref="Candidates"/>, the head that came of it, and the steps to it.</summary>
    public (L2Candidate Candidate, JudgedHead Head, IReadOnlyList<HeadTrainingIteration> Curve)? Best { get; private set; }

    /// <summary>How many steps ago the held-out rows' loss was lowest with this penalty; 0 where nothing is held out.</summary>
    public int StepsSinceBest => Now.Iteration - _best.Step.Iteration;

    /// <summary>Whether the last penalty was so bad that weaker ones need not be tried.</summary>
    public bool IsHopeless(double factor) => Best is { } best && _candidates[^1].ValidationLoss > factor * best.Candidate.ValidationLoss;

    /// <summary>Starts searches.</summary>
    /// <param name="l2">The penalty.</param>
    /// <param name="continues">Whether they start where the last ones ended.</param>
    public void Begin(float l2, bool continues)
    {
        if (!continues)
        {
            _curve.Clear();
        }

        _best = new JudgedHead([], [], new HeadTrainingIteration(_curve.Count, l2, 0, double.PositiveInfinity, 0));
        Fits = [.. _members.Select((member, at) => new HeadFit(
            member.HeldOut, l2, member.Prior, continues ? Fits[at].Continue(l2, _layers) : new LbfgsMinimizer(member.Prior ?? _start, Tolerance), _logits))];
    }

    /// <summary>Judges the point that the searches have reached.</summary>
    public void Judge(HeldOutRows rows)
    {
        var taken = rows.Take(_logits);
        var (loss, accuracy) = rows.Judge(taken);
        _curve.Add(new HeadTrainingIteration(_curve.Count + 1, Fits[0].L2, Fits[0].Loss, loss, accuracy));
        _last = new JudgedHead(Fits[0].Search.Point, taken, Now);
        if (!(loss > _best.Step.ValidationLoss))
        {
            _best = _last with { Numbers = [.. _last.Numbers] };
        }
    }

    /// <summary>Notes what came of the penalty: the head of the last step, or of an earlier one that was better by more than chance.</summary>
    public void End()
    {
        var head = _last.Step.ValidationLoss > (1 + EarlierGain) * _best.Step.ValidationLoss ? _best : _last;
        _candidates.Add(new L2Candidate(Fits[0].L2, UsesPrior, head.Step.ValidationLoss, head.Step.ValidationAccuracy));
        if (Best is not { } best || head.Step.ValidationLoss < best.Candidate.ValidationLoss)
        {
            // The searches go on from the last head's numbers, but write their own.
            Best = (_candidates[^1], head with { Numbers = [.. head.Numbers] }, [.. _curve.Take(head.Step.Iteration)]);
        }
    }
}
