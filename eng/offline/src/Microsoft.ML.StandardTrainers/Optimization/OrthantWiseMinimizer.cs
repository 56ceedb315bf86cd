using System.Numerics.Tensors;

namespace Microsoft.ML.Numeric;

// fills the gradient at a point and returns the value there.
internal delegate double DifferentiableFunction(ReadOnlySpan<double> point, Span<double> gradient);

/// <summary>
/// Minimizes f(x) + <see cref="L1Weight"/> * |x|, the norm taken over all but the first <see cref="FreeCount"/> coordinates,
/// by limited-memory BFGS kept to one orthant a step (Andrew and Gao, "Scalable Training of L1-Regularized Log-Linear
/// Models", ICML 2007). Without an L1 weight it is plain L-BFGS with a backtracking line search.
/// </summary>
internal sealed class OrthantWiseMinimizer
{
    private const double SufficientDecrease = 1e-4;
    private const int MaximumHalvings = 40;

    private readonly List<(double[] Step, double[] Change, double Product)> _history = [];

    /// <summary>How many of the first coordinates bear no L1 penalty (the biases).</summary>
    public required int FreeCount { get; init; }

    public required double L1Weight { get; init; }

    /// <summary>How many past steps approximate the Hessian.</summary>
    public required int HistorySize { get; init; }

    /// <summary>Keeps coordinates from <see cref="FirstNonNegative"/> on at zero or above.</summary>
    public bool EnforceNonNegativity { get; init; }

    /// <summary>The first coordinate that <see cref="EnforceNonNegativity"/> binds.</summary>
    public int FirstNonNegative { get; init; }

    /// <summary>Walks from <paramref name="start"/> until <paramref name="isDone"/>(value before, value after, iteration from 1) says so.</summary>
    /// <returns>The last point, and whether the walk ended because no step improved the value any further.</returns>
    public (double[] Point, bool Stalled) Minimize(DifferentiableFunction function, double[] start, Func<double, double, int, bool> isDone)
    {
        var point = (double[])start.Clone();
        Project(point, null);
        var gradient = new double[point.Length];
        var value = Evaluate(function, point, gradient);
        if (!double.IsFinite(value))
            throw new InvalidOperationException($"Optimizer unable to proceed with loss function yielding {value}");

        for (var iteration = 1; ; iteration++)
        {
            var descent = SteepestDescent(point, gradient);
            var next = Search(function, point, value, descent, Direction(descent), iteration == 1);
            if (next is null && _history.Count > 0)
            {
                // The remembered curvature may be what misleads: begin again from plain descent.
                _history.Clear();
                next = Search(function, point, value, descent, descent, true);
            }
            if (next is null)
                return (point, true);

            Remember(point, gradient, next.Value.Point, next.Value.Gradient);
            var before = value;
            (point, gradient, value) = next.Value;
            if (isDone(before, value, iteration))
                return (point, false);
        }
    }

    private double Evaluate(DifferentiableFunction function, double[] point, double[] gradient)
    {
        var value = function(point, gradient);
        return L1Weight > 0 ? value + L1Weight * TensorPrimitives.SumOfMagnitudes<double>(point.AsSpan(FreeCount)) : value;
    }

    /// <summary>The negative of the smallest subgradient; zero where no move along that coordinate lowers the value.</summary>
    private double[] SteepestDescent(double[] point, double[] gradient)
    {
        var descent = new double[point.Length];
        for (var i = 0; i < point.Length; i++)
        {
            var penalty = i < FreeCount ? 0 : L1Weight;
            if (EnforceNonNegativity && i >= FirstNonNegative)
                descent[i] = point[i] > 0 ? -(gradient[i] + penalty) : Math.Max(-(gradient[i] + penalty), 0);
            else if (point[i] != 0)
                descent[i] = -gradient[i] - Math.Sign(point[i]) * penalty;
            else
                descent[i] = -Math.Sign(gradient[i]) * Math.Max(Math.Abs(gradient[i]) - penalty, 0);
        }
        return descent;
    }

    /// <summary>The descent direction times the approximate inverse Hessian, without components that turned against the descent.</summary>
    private double[] Direction(double[] descent)
    {
        var direction = (double[])descent.Clone();
        if (_history.Count == 0)
            return direction;

        var alphas = new double[_history.Count];
        for (var i = _history.Count - 1; i >= 0; i--)
        {
            var (step, change, product) = _history[i];
            alphas[i] = TensorPrimitives.Dot<double>(step, direction) / product;
            TensorPrimitives.MultiplyAdd(change, -alphas[i], direction, direction);
        }

        var (_, lastChange, lastProduct) = _history[^1];
        TensorPrimitives.Multiply(direction, lastProduct / TensorPrimitives.SumOfSquares<double>(lastChange), direction);
        for (var i = 0; i < _history.Count; i++)
        {
            var (step, change, product) = _history[i];
            var beta = TensorPrimitives.Dot<double>(change, direction) / product;
            TensorPrimitives.MultiplyAdd(step, alphas[i] - beta, direction, direction);
        }

        if (L1Weight > 0 || EnforceNonNegativity)
        {
            for (var i = 0; i < direction.Length; i++)
            {
                var constrained = i >= FreeCount && L1Weight > 0 || EnforceNonNegativity && i >= FirstNonNegative;
                if (constrained && direction[i] * descent[i] <= 0)
                    direction[i] = 0;
            }
        }
        return direction;
    }

    /// <summary>Backtracks along the direction until the value falls enough; null when it does not within the halvings allowed.</summary>
    private (double[] Point, double[] Gradient, double Value)? Search(
        DifferentiableFunction function, double[] point, double value, double[] descent, double[] direction, bool first)
    {
        var norm = TensorPrimitives.Norm<double>(direction);
        if (norm == 0)
            return null;

        var length = first ? Math.Min(1, 1 / norm) : 1;
        var candidate = new double[point.Length];
        var gradient = new double[point.Length];
        for (var halving = 0; halving < MaximumHalvings; halving++, length /= 2)
        {
            TensorPrimitives.MultiplyAdd(direction, length, point, candidate);
            Project(candidate, Orthant(point, descent));
            // The decrease that the (sub)gradient promises for the step actually taken.
            var promised = TensorPrimitives.Dot<double>(descent, candidate) - TensorPrimitives.Dot<double>(descent, point);
            if (promised <= 0)
                continue;
            var reached = Evaluate(function, candidate, gradient);
            if (reached <= value - SufficientDecrease * promised && reached < value)
                return (candidate, gradient, reached);
        }
        return null;
    }

    /// <summary>The sign each penalized coordinate may have during a step: its own, or the descent's where it is zero.</summary>
    private double[] Orthant(double[] point, double[] descent)
    {
        if (L1Weight == 0)
            return null;
        var signs = new double[point.Length];
        for (var i = FreeCount; i < point.Length; i++)
            signs[i] = point[i] != 0 ? Math.Sign(point[i]) : Math.Sign(descent[i]);
        return signs;
    }

    private void Project(double[] point, double[] orthant)
    {
        if (orthant is not null)
        {
            for (var i = FreeCount; i < point.Length; i++)
            {
                if (point[i] * orthant[i] <= 0)
                    point[i] = 0;
            }
        }
        if (EnforceNonNegativity)
        {
            for (var i = FirstNonNegative; i < point.Length; i++)
                point[i] = Math.Max(point[i], 0);
        }
    }

    private void Remember(double[] point, double[] gradient, double[] nextPoint, double[] nextGradient)
    {
        var step = new double[point.Length];
        var change = new double[point.Length];
        TensorPrimitives.Subtract<double>(nextPoint, point, step);
        TensorPrimitives.Subtract<double>(nextGradient, gradient, change);
        var product = TensorPrimitives.Dot<double>(step, change);
        // Only pairs of positive curvature keep the approximation positive definite.
        if (product <= 1e-12 * TensorPrimitives.SumOfSquares<double>(change))
            return;
        if (_history.Count == HistorySize)
            _history.RemoveAt(0);
        _history.Add((step, change, product));
    }
}
