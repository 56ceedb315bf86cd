namespace Microsoft.ML.Numeric;

/// <summary>Says that a minimization is done when the average improvement, recent ones counting most, falls below the tolerance.</summary>
internal sealed class MeanImprovement(double tolerance, int maximumIterations)
{
    private const double Forgetting = 0.25;

    private double _sum;

    public bool IsDone(double before, double after, int iteration)
    {
        _sum = before - after + Forgetting * _sum;
        var mean = _sum * (1 - Forgetting) / (1 - Math.Pow(Forgetting, iteration));
        return mean < tolerance || iteration >= maximumIterations;
    }
}
