namespace Microsoft.ML.Data;

/// <summary>What an evaluation counts, a row at a time, and the metrics that follow from it.</summary>
internal sealed class MulticlassCounts(int classCount, int topKPredictionCount)
{
    // Below any probability that a model states seriously; keeps the logarithm finite.
    private const float SmallestProbability = 1e-15f;

    private readonly double[] _rowsOfClass = new double[classCount];
    private readonly double[] _logLossOfClass = new double[classCount];
    // How often the true class had 0, 1, ... classes before it; the last slot is for classes the model does not know.
    private readonly double[] _rowsOfRank = new double[classCount + 1];
    private double _rows;
    private double _logLoss;

    /// <summary>Rows by true class, then by the class that scored highest.</summary>
    public double[][] Table { get; } = Enumerable.Range(0, classCount).Select(_ => new double[classCount]).ToArray();

    public double MicroAccuracy => _rows > 0 ? _rowsOfRank[0] / _rows : 0;

    public double MacroAccuracy
    {
        get
        {
            var recalls = Enumerable.Range(0, classCount).Where(c => _rowsOfClass[c] > 0).Select(c => Table[c][c] / _rowsOfClass[c]).ToArray();
            return recalls.Length > 0 ? recalls.Average() : 0;
        }
    }

    public double LogLoss => _rows > 0 ? _logLoss / _rows : 0;

    /// <summary>By how much the log-loss is below that of always stating the shares of the classes among these rows, relative to it.</summary>
    public double LogLossReduction
    {
        get
        {
            var entropy = -_rowsOfClass.Where(count => count > 0).Sum(count => count / _rows * Math.Log(count / _rows));
            return (entropy - LogLoss) / entropy;
        }
    }

    public double[] PerClassLogLoss =>
        Enumerable.Range(0, classCount).Select(c => _rowsOfClass[c] > 0 ? _logLossOfClass[c] / _rowsOfClass[c] : 0).ToArray();

    /// <summary>The share of rows whose class was among the best 1, 2, ..., k.</summary>
    public double[] TopKAccuracies
    {
        get
        {
            if (topKPredictionCount > _rowsOfRank.Length)
                throw new IndexOutOfRangeException($"The top {topKPredictionCount} of {classCount} classes were asked for.");
            var accuracies = new double[topKPredictionCount];
            double hits = 0;
            for (var k = 0; k < accuracies.Length; k++)
                accuracies[k] = hits += _rowsOfRank[k] / _rows;
            return accuracies;
        }
    }

    /// <summary>Counts one row. The class may lie beyond those scored: one the model never saw.</summary>
    public void Add(int label, ReadOnlySpan<float> scores)
    {
        var known = label < classCount;
        var own = known ? scores[label] : 0;
        var rank = 0;
        var assigned = 0;
        for (var c = 0; c < scores.Length; c++)
        {
            // Of equal scores the first goes first.
            if (scores[c] > own || scores[c] == own && c < label)
                rank++;
            if (scores[c] > scores[assigned])
                assigned = c;
        }

        var logLoss = -Math.Log(known ? Math.Clamp(own, SmallestProbability, 1f) : SmallestProbability);
        _rows++;
        _logLoss += logLoss;
        _rowsOfRank[rank]++;
        if (!known)
            return;
        _rowsOfClass[label]++;
        _logLossOfClass[label] += logLoss;
        Table[label][assigned]++;
    }
}
