using System.Numerics.Tensors;

namespace Microsoft.ML.Numeric;

/// <summary>
/// Stochastic dual coordinate ascent (Shalev-Shwartz and Zhang, JMLR 14, 2013) for one linear model a class: every row asks of
/// each class but its own that the row's class score higher, by the logistic loss of the difference. A row has a dual variable
/// for each other class. The biases are regularized like a feature that is always one. The L1 part is soft thresholding of the
/// weights that the duals imply.
/// </summary>
internal sealed class DualCoordinateAscent
{
    private readonly TrainingRows _rows;
    private readonly double _l2;
    private readonly double _l1Threshold;
    private readonly double _scale;
    private readonly double[] _squaredNorms;
    private readonly double[][] _duals;
    private readonly double[][] _unthresholded;

    public DualCoordinateAscent(TrainingRows rows, double l2Regularization, double l1Threshold)
    {
        _rows = rows;
        _l2 = l2Regularization;
        _l1Threshold = l1Threshold;
        _scale = 1 / (l2Regularization * rows.Count);
        _squaredNorms = rows.Features.Select(x => 1 + TensorPrimitives.SumOfSquares<double>(x)).ToArray();
        _duals = NewMatrix(rows.Count, rows.ClassCount);
        Weights = NewMatrix(rows.ClassCount, rows.FeatureCount + 1);
        _unthresholded = l1Threshold > 0 ? NewMatrix(rows.ClassCount, rows.FeatureCount + 1) : Weights;
    }

    /// <summary>A class a row: its weights, then its bias.</summary>
    public double[][] Weights { get; }

    /// <summary>Visits every row once, in the order given.</summary>
    public void Pass(IEnumerable<int> order)
    {
        foreach (var row in order)
            Visit(row);
    }

    /// <summary>The regularized loss, and a lower bound of what it could be: equal at the optimum.</summary>
    public (double Primal, double Dual) Losses()
    {
        double primal = 0;
        double dual = 0;
        for (var row = 0; row < _rows.Count; row++)
        {
            var label = _rows.Labels[row];
            var own = Score(Weights[label], row);
            for (var c = 0; c < _rows.ClassCount; c++)
            {
                if (c == label)
                    continue;
                primal += _rows.Weights[row] * LogisticLoss(own - Score(Weights[c], row));
                dual += _rows.Weights[row] * Entropy(_duals[row][c]);
            }
        }

        double squares = 0;
        double magnitudes = 0;
        foreach (var weights in Weights)
        {
            squares += TensorPrimitives.SumOfSquares<double>(weights);
            magnitudes += TensorPrimitives.SumOfMagnitudes<double>(weights);
        }
        var ridge = _l2 / 2 * squares;
        return (primal / _rows.Count + ridge + _l1Threshold * _l2 * magnitudes, dual / _rows.Count - ridge);
    }

    private void Visit(int row)
    {
        var label = _rows.Labels[row];
        var weight = _rows.Weights[row];
        var squaredNorm = _squaredNorms[row];
        // A Newton step on the dual, its curvature bounded from above; never longer than the full step.
        var stepSize = 1 / Math.Max(1, 0.25 + 2 * squaredNorm * _scale * weight);
        var own = Score(Weights[label], row);
        double ownUpdate = 0;

        for (var c = 0; c < _rows.ClassCount; c++)
        {
            if (c == label)
                continue;
            var margin = own + ownUpdate * squaredNorm - Score(Weights[c], row);
            var step = (Sigmoid(-margin) - _duals[row][c]) * stepSize;
            _duals[row][c] += step;
            var update = step * _scale * weight;
            ownUpdate += update;
            Add(c, row, -update);
        }
        Add(label, row, ownUpdate);
    }

    private void Add(int c, int row, double factor)
    {
        var target = _unthresholded[c];
        var features = target.AsSpan(0, _rows.FeatureCount);
        TensorPrimitives.MultiplyAdd(_rows.Features[row], factor, features, features);
        target[^1] += factor;
        if (_l1Threshold > 0)
        {
            // What lies within the threshold goes to zero, the rest moves towards zero by as much.
            TensorPrimitives.Max(target, -_l1Threshold, Weights[c]);
            TensorPrimitives.Min(Weights[c], _l1Threshold, Weights[c]);
            TensorPrimitives.Subtract<double>(target, Weights[c], Weights[c]);
        }
    }

    private double Score(double[] weights, int row) =>
        TensorPrimitives.Dot<double>(weights.AsSpan(0, _rows.FeatureCount), _rows.Features[row]) + weights[^1];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double LogisticLoss(double margin) =>
        margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : -margin + Math.Log(1 + Math.Exp(margin));

    private static double Entropy(double p) =>
        p is < 0 or > 1 ? double.NegativeInfinity : -(p > 0 ? p * Math.Log(p) : 0) - (p < 1 ? (1 - p) * Math.Log(1 - p) : 0);

    private static double[][] NewMatrix(int rows, int columns)
    {
        var matrix = new double[rows][];
        for (var i = 0; i < rows; i++)
            matrix[i] = new double[columns];
        return matrix;
    }
}
