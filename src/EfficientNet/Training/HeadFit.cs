namespace EfficientNet.Training;

/// <summary>One head that is being trained: without one part of the rows, or with all.</summary>
/// <param name="heldOut">The part that is held out; <see cref="Nothing"/> for none.</param>
/// <param name="l2">The penalty.</param>
/// <param name="prior">The head whose weights the penalty draws to; null: zero.</param>
/// <param name="search">The solver's state.</param>
/// <param name="heldOutLogits">Takes the logits of the judged rows that are held out, at the trial point: rows x classes.</param>
internal sealed class HeadFit(int heldOut, float l2, float[]? prior, LbfgsMinimizer search, float[] heldOutLogits)
{
    /// <summary>What is held out from the head that is trained on everything.</summary>
    public const int Nothing = -2;

    public int HeldOut => heldOut;

    public float L2 => l2;

    public float[]? Prior => prior;

    public LbfgsMinimizer Search => search;

    public float[] HeldOutLogits => heldOutLogits;

    /// <summary>The mean loss of the rows trained on, without the penalty, at the trial point.</summary>
    public double TrialLoss { get; set; }

    /// <summary>The penalty at the trial point, in the same unit.</summary>
    public double TrialPenalty { get; set; }

    /// <summary>The weight of the rows trained on.</summary>
    public double TotalWeight { get; set; }

    /// <summary>The mean loss at the best point so far.</summary>
    public double Loss { get; set; }

    /// <summary>The gradient at the trial point, with the penalty.</summary>
    public float[] Gradient { get; } = new float[search.Trial.Length];

    /// <summary>Starts the search of another penalty where this one ended.</summary>
    /// <param name="other">The other penalty.</param>
    /// <param name="layers">Whose weights it holds back.</param>
    public LbfgsMinimizer Continue(float other, IReadOnlyList<HeadLayer> layers) => search.Continue(layers, (other - l2) / TotalWeight);
}
