namespace EfficientNet.Training;

/// <summary>How a head is trained.</summary>
public sealed record HeadTrainingOptions
{
    /// <summary>
    /// Units of a hidden layer with ReLU between features and classes, at most 65,536. Default: 0, none: softmax regression. Features of a network trained
    /// on many pictures seldom need one; where they do, 128 is a start.
    /// </summary>
    public int HiddenUnits { get; init; }

    /// <summary>
    /// The penalty on large weights: L2 times half the sum of the squared weights (not the biases) is added to the sum of the pictures'
    /// losses, for features moved to mean 0 and scaled, all by one number, to mean square length 1 (with a hidden layer: to mean square 1).
    /// Default: null; then it is chosen among 10, 1, 0.1 and 0.01 (with a hidden layer 10, 1 and 0.1) by internal validation, and is 1 where
    /// nothing can be held out.
    /// </summary>
    public float? L2 { get; init; }

    /// <summary>
    /// The classifier that the network was trained with, for the same features, as a prior. Each class's weights are drawn not to zero but
    /// to the mixture of the network's own classes that it sees in the plain rows of this class: the known classes' weights, averaged with
    /// the mean probabilities that this classifier gives. What the network can tell apart already need not be learnt from few pictures;
    /// whether that helps is decided by internal validation. Default: null, none. Not used with a hidden layer.
    /// </summary>
    public ClassificationHead? Prior { get; init; }

    /// <summary>
    /// The part of each row's label that is spread evenly over all classes (Szegedy et al., "Rethinking the Inception architecture for
    /// computer vision", 2016, section 7), from 0 to less than 1. Default: 0.
    /// </summary>
    public float LabelSmoothing { get; init; }

    /// <summary>
    /// The alpha of mixup (Zhang et al., "mixup: beyond empirical risk minimization", 2018, section 2), applied to features: beside each
    /// row stands a mixture of it with another one, shares drawn from the beta distribution with both parameters alpha. Default: 0, no
    /// mixtures. Each row's part of the label counts as much as the row does.
    /// </summary>
    public float Mixup { get; init; }

    /// <summary>How much a row of each class counts. Default: <see cref="ClassWeighting.None"/>.</summary>
    public ClassWeighting ClassWeighting { get; init; }

    /// <summary>
    /// Own weights, one positive number a class, in place of <see cref="ClassWeighting"/>. A class of weight 2 counts as if each of its
    /// rows stood there twice. Default: null.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>The most steps of the solver with one penalty. Default: 200.</summary>
    public int MaximumIterations { get; init; } = 200;

    /// <summary>
    /// With a hidden layer training ends after so many steps without a smaller loss in internal validation; the head is that of the best
    /// step. Default: 20. Softmax regression with a penalty has one best head, and is trained until it is found.
    /// </summary>
    public int Patience { get; init; } = 20;

    /// <summary>
    /// Whether the logits are divided by the temperature that makes the probabilities of internal validation fit best (Guo et al., "On
    /// calibration of modern neural networks", 2017, arXiv:1706.04599, section 4.2), with a mild prior for 1, so that few rows ask for
    /// nothing extreme. Default: true. It stays 1 unless the log-loss gets smaller by more than its standard error and the expected
    /// calibration error gets smaller, too.
    /// </summary>
    public bool TemperatureScaling { get; init; } = true;

    /// <summary>Where the random numbers start: of the split, of mixtures, of a hidden layer's first weights. Default: 0.</summary>
    public int Seed { get; init; }
}
