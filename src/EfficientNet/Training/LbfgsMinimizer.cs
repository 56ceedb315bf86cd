using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>
/// Looks for the smallest value of a smooth function by the limited-memory BFGS method (Nocedal, "Updating quasi-Newton matrices with
/// limited storage", 1980; Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989, section 2). It does
/// not call the function: it says where it wants it evaluated (<see cref="Trial"/>) and is told the outcome (<see cref="Accept"/>), so
/// that several searches can share one pass over the data.
/// </summary>
internal sealed class LbfgsMinimizer
{
    /// <summary>How many steps the curvature is remembered from: fewer where there are very many numbers, for each step is two copies of them.</summary>
    private const int LeastMemory = 4, MostMemory = 10, NumbersInMemory = 1 << 22;

    /// <summary>The part of the promised decrease that a step must bring (the first Wolfe condition).</summary>
    private const double SufficientDecrease = 1e-4;

    /// <summary>The part of the slope that may be left after a step (the second Wolfe condition).</summary>
    private const double RemainingSlope = 0.9;

    /// <summary>Losses of single-precision logits differ by so much, relative to them, without meaning anything.</summary>
    private const double Noise = 1e-7;

    /// <summary>A gradient that is so short is none.</summary>
    private const double SmallestGradient = 1e-9;

    /// <summary>Lengths that are tried along one direction at most.</summary>
    private const int MaximumTrials = 25;

    private readonly double _tolerance;
    private readonly List<(float[] Step, float[] Change, double Curvature)> _history = [];
    private readonly float[] _direction;
    private float[] _gradient;
    private double _slope;
    private double _length;
    private double _tooShort;
    private double _tooLong;
    private int _trials = -1;
    private int _idleSteps;

    /// <summary>Starts a search.</summary>
    /// <param name="start">Where; copied.</param>
    /// <param name="tolerance">It ends where two steps one after the other have lowered the value by at most this part of it.</param>
    public LbfgsMinimizer(ReadOnlySpan<float> start, double tolerance)
    {
        _tolerance = tolerance;
        Point = start.ToArray();
        Trial = start.ToArray();
        _direction = new float[start.Length];
        _gradient = new float[start.Length];
    }

    /// <summary>The best point so far.</summary>
    public float[] Point { get; private set; }

    /// <summary>Where the function and its gradient are wanted next.</summary>
    public float[] Trial { get; private set; }

    /// <summary>The function's value at <see cref="Point"/>.</summary>
    public double Value { get; private set; } = double.PositiveInfinity;

    /// <summary>Whether the search has ended: the gradient is small enough, or single precision does not allow to go lower.</summary>
    public bool IsDone { get; private set; }

    /// <summary>
    /// Starts a search for the smallest value of another function where this one ended: one that differs by a multiple of half the sum of
    /// squares of some of the numbers' distances from constants. What is remembered of the curvature is changed by as much.
    /// </summary>
    /// <param name="layers">Whose weights these numbers are.</param>
    /// <param name="added">The multiple.</param>
    public LbfgsMinimizer Continue(IReadOnlyList<HeadLayer> layers, double added)
    {
        var next = new LbfgsMinimizer(Point, _tolerance);
        foreach (var (step, change, _) in _history)
        {
            foreach (var layer in layers)
            {
                TensorPrimitives.MultiplyAdd(layer.Weight(step), (float)added, layer.Weight(change), layer.Weight(change));
            }

            next.Remember(step, change);
        }

        _history.Clear();
        return next;
    }

    /// <summary>Takes the function's value and gradient at <see cref="Trial"/>, and sets the next one.</summary>
    /// <param name="value">The value; not finite where the function cannot be evaluated: a shorter step follows.</param>
    /// <param name="gradient">The gradient; copied.</param>
    /// <returns>Whether <see cref="Point"/> moved there, which ends a step of the search.</returns>
    public bool Accept(double value, ReadOnlySpan<float> gradient)
    {
        if (_trials < 0)
        {
            Value = value;
            gradient.CopyTo(_gradient);
            Turn();
            return true;
        }

        var slope = Vectors.Dot(gradient, _direction);
        if (!double.IsFinite(value) || !double.IsFinite(slope) || value > Value + (SufficientDecrease * _length * _slope) + (Noise * Math.Abs(Value)))
        {
            _tooLong = _length;
        }
        else if (slope < RemainingSlope * _slope)
        {
            _tooShort = _length;
        }
        else
        {
            Move(value, gradient);
            return true;
        }

        TryNextLength();
        return false;
    }

    private void TryNextLength()
    {
        if (++_trials < MaximumTrials)
        {
            _length = double.IsFinite(_tooLong) ? 0.5 * (_tooShort + _tooLong) : 2 * _tooShort;
            SetTrial();
        }
        else if (_history.Count > 0)
        {
            // The remembered curvature misleads: once more, downhill.
            _history.Clear();
            Turn();
        }
        else
        {
            IsDone = true;
        }
    }

    private void Move(double value, ReadOnlySpan<float> gradient)
    {
        var (step, change) = (new float[Point.Length], new float[Point.Length]);
        TensorPrimitives.Subtract(Trial, Point, step);
        TensorPrimitives.Subtract(gradient, _gradient, change);
        Remember(step, change);
        _idleSteps = Value - value > _tolerance * Math.Abs(value) ? 0 : _idleSteps + 1;
        (Point, Trial) = (Trial, Point);
        Value = value;
        gradient.CopyTo(_gradient);
        Turn();
    }

    private void Remember(float[] step, float[] change)
    {
        var curvature = Vectors.Dot(step, change);
        if (!(curvature > 1e-12 * Vectors.Dot(change, change)))
        {
            return;
        }

        if (_history.Count == Math.Clamp(NumbersInMemory / step.Length, LeastMemory, MostMemory))
        {
            _history.RemoveAt(0);
        }

        _history.Add((step, change, curvature));
    }

    /// <summary>Sets the next direction, by the two loops of Nocedal's recursion, and the first length to try.</summary>
    private void Turn()
    {
        var length = Vectors.Norm(_gradient);
        if (!double.IsFinite(Value) || !(length > SmallestGradient) || _idleSteps == 2)
        {
            IsDone = true;
            return;
        }

        _gradient.CopyTo(_direction, 0);
        var shares = new double[_history.Count];
        for (var at = _history.Count - 1; at >= 0; at--)
        {
            var (step, change, curvature) = _history[at];
            shares[at] = Vectors.Dot(step, _direction) / curvature;
            TensorPrimitives.MultiplyAdd(change, (float)-shares[at], _direction, _direction);
        }

        if (_history.Count > 0)
        {
            var (_, change, curvature) = _history[^1];
            TensorPrimitives.Multiply(_direction, (float)(curvature / Vectors.Dot(change, change)), _direction);
        }

        for (var at = 0; at < _history.Count; at++)
        {
            var (step, change, curvature) = _history[at];
            TensorPrimitives.MultiplyAdd(step, (float)(shares[at] - (Vectors.Dot(change, _direction) / curvature)), _direction, _direction);
        }

        TensorPrimitives.Negate(_direction, _direction);
        _slope = Vectors.Dot(_direction, _gradient);
        if (!(_slope < 0) && _history.Count > 0)
        {
            _history.Clear();
            Turn();
            return;
        }

        (_length, _tooShort, _tooLong, _trials) = (_history.Count > 0 ? 1 : Math.Min(1, 1 / length), 0, double.PositiveInfinity, 0);
        SetTrial();
    }

    private void SetTrial() => TensorPrimitives.MultiplyAdd(_direction, (float)_length, Point, Trial);
}
