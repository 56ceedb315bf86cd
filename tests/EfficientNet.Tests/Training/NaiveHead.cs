namespace EfficientNet.Tests.Training;

/// <summary>
/// Softmax regression by Newton's method in double precision, with the whole Hessian: slow and plain, to hold the fast one against.
/// It minimises sum of weight x cross-entropy + l2 / 2 x |W - prior|^2 over weights of features moved to mean 0 and mean square length 1.
/// </summary>
internal sealed class NaiveHead(int classes, int features)
{
    /// <summary>Class by class: its weights, then its bias; for features as they are.</summary>
    public double[] Numbers { get; private set; } = new double[classes * (features + 1)];

    public static NaiveHead Train(double[][] rows, double[][] targets, double[] weights, double l2, double[][]? prior = null)
    {
        var head = new NaiveHead(targets[0].Length, rows[0].Length);
        head.Fit(rows, targets, weights, l2, prior);
        return head;
    }

    /// <summary>Each class's target: 1 for the label, smoothed.</summary>
    public static double[] Target(int label, int classes, double smoothing = 0)
        => [.. Enumerable.Range(0, classes).Select(of => ((of == label ? 1 : 0) * (1 - smoothing)) + (smoothing / classes))];

    public double[] Probabilities(double[] row)
    {
        double[] logits = [.. Enumerable.Range(0, classes).Select(of => Numbers[(of * (features + 1)) + features]
            + Enumerable.Range(0, features).Sum(at => Numbers[(of * (features + 1)) + at] * row[at]))];
        double[] exponentials = [.. logits.Select(logit => Math.Exp(logit - logits.Max()))];
        return [.. exponentials.Select(exponential => exponential / exponentials.Sum())];
    }

    private void Fit(double[][] rows, double[][] targets, double[] weights, double l2, double[][]? prior)
    {
        double total = weights.Sum();
        double[] means = [.. Enumerable.Range(0, features).Select(at => rows.Zip(weights, (row, weight) => row[at] * weight).Sum() / total)];
        double length = Math.Sqrt(rows.Zip(weights, (row, weight) => weight * row.Zip(means, (value, mean) => (value - mean) * (value - mean)).Sum()).Sum() / total);
        double[][] scaled = [.. rows.Select(row => (double[])[.. row.Zip(means, (value, mean) => (value - mean) / length), 1.0])];
        int stride = features + 1;
        double[] center = new double[classes * stride];
        for (int of = 0; of < classes && prior is not null; of++)
        {
            for (int at = 0; at < features; at++)
            {
                center[(of * stride) + at] = prior[of][at] * length;
            }
        }

        Numbers = [.. center];
        double norm = double.PositiveInfinity;
        for (int step = 0; step < 200 && norm > 1e-10; step++)
        {
            double[] gradient = new double[classes * stride];
            double[,] hessian = new double[classes * stride, classes * stride];
            for (int row = 0; row < rows.Length; row++)
            {
                double[] probabilities = Probabilities(scaled[row][..features]);
                for (int i = 0; i < gradient.Length; i++)
                {
                    (int of, int at) = (i / stride, i % stride);
                    gradient[i] += weights[row] * (probabilities[of] - targets[row][of]) * scaled[row][at];
                    for (int j = 0; j < gradient.Length; j++)
                    {
                        (int other, int to) = (j / stride, j % stride);
                        hessian[i, j] += weights[row] * probabilities[of] * ((of == other ? 1 : 0) - probabilities[other]) * scaled[row][at] * scaled[row][to];
                    }
                }
            }

            for (int i = 0; i < gradient.Length; i++)
            {
                // All biases may rise together: a little holds them.
                bool isBias = i % stride == features;
                gradient[i] += isBias ? 0 : l2 * (Numbers[i] - center[i]);
                hessian[i, i] += isBias ? 1e-9 : l2;
            }

            norm = Math.Sqrt(gradient.Sum(value => value * value));
            double[] change = Solve(hessian, gradient);
            double scale = Math.Min(1, 2 / Math.Sqrt(change.Sum(value => value * value)));
            Numbers = [.. Numbers.Select((number, i) => number - (scale * change[i]))];
        }

        Assert.True(norm <= 1e-6, $"The reference did not converge: {norm}.");
        for (int of = 0; of < classes; of++)
        {
            for (int at = 0; at < features; at++)
            {
                Numbers[(of * stride) + at] /= length;
                Numbers[(of * stride) + features] -= Numbers[(of * stride) + at] * means[at];
            }
        }
    }

    /// <summary>Gauss's elimination, the largest number of a column first.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        int n = right.Length;
        double[] x = [.. right];
        for (int column = 0; column < n; column++)
        {
            int pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(matrix[row, column]));
            for (int at = 0; at < n; at++)
            {
                (matrix[column, at], matrix[pivot, at]) = (matrix[pivot, at], matrix[column, at]);
            }

            (x[column], x[pivot]) = (x[pivot], x[column]);
            for (int row = column + 1; row < n; row++)
            {
                double factor = matrix[row, column] / matrix[column, column];
                for (int at = column; at < n; at++)
                {
                    matrix[row, at] -= factor * matrix[column, at];
                }

                x[row] -= factor * x[column];
            }
        }

        for (int row = n - 1; row >= 0; row--)
        {
            x[row] = (x[row] - Enumerable.Range(row + 1, n - row - 1).Sum(at => matrix[row, at] * x[at])) / matrix[row, row];
        }

        return x;
    }
}
