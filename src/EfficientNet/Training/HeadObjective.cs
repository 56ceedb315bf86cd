using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>
/// The losses of several heads and their gradients, in one pass over the rows: each block of rows is loaded once for all heads. The rows
/// are cut into pieces that depend on nothing but the data, and the pieces' sums are added in order; so the outcome is the same to
/// the bit however many cores there are and whoever works on what.
/// </summary>
internal sealed class HeadObjective
{
    /// <summary>How many pieces the rows are cut into, about; as many can be worked on at once.</summary>
    private const int Pieces = 32;

    /// <summary>All pieces' gradients together have at most about so many numbers (256 MB), if that leaves one piece for each part.</summary>
    private const long GradientNumbers = 1L << 26;

    private readonly HeadShape _shape;
    private readonly ParallelOptions _parallel;
    private readonly RowPart[] _pieces;
    private readonly double _totalWeight;
    private readonly double[] _totalWithout;
    private readonly List<float[]> _gradients = [];
    private readonly List<float[]> _distances = [];
    private readonly HeadBlock[] _blocks;

    /// <summary>Prepares for passes over rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="shape">The heads' shape.</param>
    /// <param name="heads">How many heads are evaluated at once, at most.</param>
    /// <param name="smoothing">How much of each label is spread over all classes.</param>
    /// <param name="parallel">On how many cores, and until when.</param>
    public HeadObjective(HeadRows rows, HeadShape shape, int heads, float smoothing, ParallelOptions parallel)
    {
        (_shape, _parallel) = (shape, parallel);
        var most = (int)Math.Clamp(GradientNumbers / ((long)heads * shape.Length), 1, Pieces);
        _pieces = [.. rows.Parts.SelectMany(part => Cut(part, Math.Max(HeadBlock.Rows, (rows.Targets.Length + most - 1) / most)))];
        _blocks = [.. _pieces.Select(_ => new HeadBlock(rows, shape, smoothing))];
        var all = rows.Parts.Select(part => rows.Targets.AsSpan(part.First, part.Count).ToArray().Sum(target => (double)target.Weight)).ToArray();
        _totalWithout = [.. all.Select(held => all.Sum() - held)];
        _totalWeight = all.Sum();
    }

    /// <summary>Sets each head's loss, penalty, gradient and held-out logits at its trial point. All are per unit of weight: divided by that of the rows trained on.</summary>
    public void Evaluate(IReadOnlyList<HeadFit> fits)
    {
        while (_gradients.Count < fits.Count * _pieces.Length)
        {
            _gradients.Add(new float[_shape.Length]);
        }

        while (_distances.Count < fits.Count)
        {
            _distances.Add(new float[_shape.Length]);
        }

        var losses = new double[_pieces.Length, fits.Count];
        Parallel.For(0, _pieces.Length, _parallel, piece =>
        {
            for (var fit = 0; fit < fits.Count; fit++)
            {
                if (fits[fit].HeldOut != _pieces[piece].Fold)
                {
                    _gradients[(fit * _pieces.Length) + piece].AsSpan().Clear();
                }
            }

            for (var start = 0; start < _pieces[piece].Count; start += HeadBlock.Rows)
            {
                var (first, count) = (_pieces[piece].First + start, Math.Min(HeadBlock.Rows, _pieces[piece].Count - start));
                for (var fit = 0; fit < fits.Count; fit++)
                {
                    if (fits[fit].HeldOut != _pieces[piece].Fold)
                    {
                        losses[piece, fit] += _blocks[piece].AddGradient(first, count, fits[fit].Search.Trial, _gradients[(fit * _pieces.Length) + piece]);
                    }
                    else if (start < _pieces[piece].Judged)
                    {
                        _blocks[piece].Logits(first, Math.Min(count, _pieces[piece].Judged - start), fits[fit].Search.Trial, fits[fit].HeldOutLogits);
                    }
                }
            }
        });
        Parallel.For(0, fits.Count, _parallel, fit => Combine(fits[fit], fit, losses));
    }

    private void Combine(HeadFit fit, int place, double[,] losses)
    {
        var gradient = fit.Gradient.AsSpan();
        var loss = 0.0;
        gradient.Clear();
        for (var piece = 0; piece < _pieces.Length; piece++)
        {
            if (_pieces[piece].Fold != fit.HeldOut)
            {
                loss += losses[piece, place];
                TensorPrimitives.Add(gradient, _gradients[(place * _pieces.Length) + piece], gradient);
            }
        }

        var total = fit.HeldOut == HeadFit.Nothing ? _totalWeight : _totalWithout[fit.HeldOut + 1];
        TensorPrimitives.Multiply(gradient, (float)(1 / total), gradient);
        fit.TotalWeight = total;
        fit.TrialLoss = loss / total;
        fit.TrialPenalty = 0;
        foreach (var layer in _shape.Layers)
        {
            var distance = layer.Weight(_distances[place]);
            layer.Weight(fit.Search.Trial).CopyTo(distance);
            if (fit.Prior is not null)
            {
                TensorPrimitives.Subtract(distance, layer.Weight(fit.Prior), distance);
            }

            fit.TrialPenalty += 0.5 * fit.L2 / total * Vectors.Dot(distance, distance);
            TensorPrimitives.MultiplyAdd(distance, (float)(fit.L2 / total), layer.Weight(gradient), layer.Weight(gradient));
        }
    }

    private static IEnumerable<RowPart> Cut(RowPart part, int rows)
    {
        rows = (rows + HeadBlock.Rows - 1) / HeadBlock.Rows * HeadBlock.Rows;
        for (var start = 0; start < part.Count; start += rows)
        {
            yield return new RowPart(part.Fold, part.First + start, Math.Max(0, part.Judged - start), Math.Min(rows, part.Count - start));
        }
    }
}
