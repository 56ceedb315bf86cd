namespace EfficientNet.Training;

/// <summary>Several heads whose training goes on in step.</summary>
internal sealed class HeadSearch(HeadObjective objective, IReadOnlyList<HeadFit> fits)
{
    public IReadOnlyList<HeadFit> Fits => fits;

    /// <summary>Whether no head can be made better.</summary>
    public bool IsDone => fits.All(fit => fit.Search.IsDone);

    /// <summary>Makes one step with each head that is not done, along as many trial points as that takes.</summary>
    public void Step(ParallelOptions parallel)
    {
        HeadFit[] waiting = [.. fits.Where(fit => !fit.Search.IsDone)];
        while (waiting.Length > 0)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            objective.Evaluate(waiting);
            var moved = new bool[waiting.Length];
            Parallel.For(0, waiting.Length, parallel, at =>
            {
                var fit = waiting[at];
                moved[at] = fit.Search.Accept(fit.TrialLoss + fit.TrialPenalty, fit.Gradient);
                if (moved[at])
                {
                    fit.Loss = fit.TrialLoss;
                }
            });
            HeadFit[] ended = [.. waiting.Where((fit, at) => !moved[at] && fit.Search.IsDone)];
            if (ended.Length > 0)
            {
                // A search that gives up ends where it was before; the held-out logits are to be those of that point.
                objective.Evaluate(ended);
            }

            waiting = [.. waiting.Where((fit, at) => !moved[at] && !fit.Search.IsDone)];
        }
    }
}
