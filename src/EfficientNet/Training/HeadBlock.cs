using System.Numerics.Tensors;

namespace EfficientNet.Training;

/// <summary>A head's outputs, loss and gradient for a few rows at a time, which stay in the processor's cache meanwhile. For one thread.</summary>
internal sealed class HeadBlock(HeadRows rows, HeadShape shape, float smoothing)
{
    /// <summary>How many rows at most: with 1,280 features 160 kilobytes.</summary>
    public const int Rows = 32;

    private readonly float[] _hidden = new float[Rows * (shape.Hidden?.Outputs ?? 0)];
    private readonly float[] _hiddenGradient = new float[Rows * (shape.Hidden?.Outputs ?? 0)];
    private readonly float[] _outputs = new float[Rows * shape.Top.Outputs];

    /// <summary>Writes the logits of some rows to their places.</summary>
    public void Logits(int first, int count, float[] head, float[] logits)
    {
        Forward(first, (count + DenseKernel.RowTile - 1) / DenseKernel.RowTile * DenseKernel.RowTile, head);
        for (var row = 0; row < count; row++)
        {
            _outputs.AsSpan(row * shape.Top.Outputs, shape.Classes).CopyTo(logits.AsSpan((first + row) * shape.Classes));
        }
    }

    /// <summary>Adds the gradient of some rows' weighted losses.</summary>
    /// <returns>The sum of their weighted losses.</returns>
    public double AddGradient(int first, int count, float[] head, float[] gradient)
    {
        Forward(first, count, head);
        var outputs = _outputs.AsSpan(0, count * shape.Top.Outputs);
        var loss = ToErrors(outputs, first, count);
        var features = rows.Features.AsSpan(first * shape.Stride, count * shape.Stride);
        if (shape.Hidden is null)
        {
            AddLayer(shape.Top, features, outputs, gradient);
            return loss;
        }

        var hidden = _hidden.AsSpan(0, count * shape.Hidden.Outputs);
        var hiddenGradient = _hiddenGradient.AsSpan(0, hidden.Length);
        AddLayer(shape.Top, hidden, outputs, gradient);
        hiddenGradient.Clear();
        DenseKernel.AddProducts(shape.Top.Weight(head), shape.Top.Inputs, outputs, 1, shape.Top.Outputs, hiddenGradient);
        for (var at = 0; at < hidden.Length; at++)
        {
            hiddenGradient[at] = hidden[at] > 0 ? hiddenGradient[at] : 0;
        }

        AddLayer(shape.Hidden, features, hiddenGradient, gradient);
        return loss;
    }

    private void Forward(int first, int count, float[] head)
    {
        var features = rows.Features.AsSpan(first * shape.Stride, count * shape.Stride);
        if (shape.Hidden is null)
        {
            DenseKernel.Forward(features, shape.Stride, shape.Top.Weight(head), shape.Top.Bias(head), _outputs);
            return;
        }

        var hidden = _hidden.AsSpan(0, count * shape.Hidden.Outputs);
        DenseKernel.Forward(features, shape.Stride, shape.Hidden.Weight(head), shape.Hidden.Bias(head), hidden);
        TensorPrimitives.Max(hidden, 0f, hidden);
        DenseKernel.Forward(hidden, shape.Top.Inputs, shape.Top.Weight(head), shape.Top.Bias(head), _outputs);
    }

    private static void AddLayer(HeadLayer layer, ReadOnlySpan<float> inputs, ReadOnlySpan<float> errors, float[] gradient)
    {
        DenseKernel.AddProducts(inputs, layer.Inputs, errors, layer.Outputs, 1, layer.Weight(gradient));
        var bias = layer.Bias(gradient);
        for (var row = 0; row < errors.Length; row += layer.Outputs)
        {
            for (var output = 0; output < bias.Length; output++)
            {
                bias[output] += errors[row + output];
            }
        }
    }

    /// <summary>
    /// Replaces logits by the gradient of the loss: weight x (probability - target), where the target of a class is
    /// (1 - smoothing) x its share + smoothing / classes (Szegedy et al., 2016, section 7).
    /// </summary>
    private double ToErrors(Span<float> outputs, int first, int count)
    {
        var (stride, classes) = (shape.Top.Outputs, shape.Classes);
        Span<double> losses = stackalloc double[Rows];
        for (var row = 0; row < count; row++)
        {
            var logits = outputs.Slice(row * stride, classes);
            var (largest, sum) = (logits[0], 0f);
            foreach (var logit in logits)
            {
                largest = Math.Max(largest, logit);
                sum += logit;
            }

            var target = rows.Targets[first + row];
            var expected = (target.Share * (double)logits[target.First]) + ((1 - target.Share) * (double)logits[target.Second]);
            losses[row] = largest - ((1 - smoothing) * expected) - (smoothing * (double)sum / classes);
            foreach (ref var logit in logits)
            {
                logit -= largest;
            }

            outputs.Slice((row * stride) + classes, stride - classes).Fill(float.NegativeInfinity);
        }

        TensorPrimitives.Exp<float>(outputs, outputs);
        var loss = 0.0;
        for (var row = 0; row < count; row++)
        {
            var errors = outputs.Slice(row * stride, classes);
            var (sum, target) = (0f, rows.Targets[first + row]);
            foreach (var exponential in errors)
            {
                sum += exponential;
            }

            loss += target.Weight * (losses[row] + Math.Log(sum));
            var (scale, spread) = (target.Weight / sum, target.Weight * smoothing / classes);
            foreach (ref var error in errors)
            {
                error = (error * scale) - spread;
            }

            var certain = target.Weight * (1 - smoothing);
            errors[target.First] -= certain * target.Share;
            errors[target.Second] -= certain * (1 - target.Share);
        }

        return loss;
    }
}
