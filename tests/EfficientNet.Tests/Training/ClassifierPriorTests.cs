using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class ClassifierPriorTests
{
    private const int Features = 5, Known = 9, Classes = 3;

    [Theory]
    [InlineData(HeadFit.Nothing)]
    [InlineData(0)]
    [InlineData(3)]
    public void Each_class_is_drawn_to_what_the_classifier_takes_its_plain_rows_for(int heldOut)
    {
        HeadExamples examples = DrawnExamples.WithViews(DrawnExamples.Clusters(rows: 77, Features, Classes, spread: 1, seed: 1), views: 2, spread: 1, seed: 2);
        var random = new Random(3);
        float[] weight = [.. Enumerable.Range(0, Known * Features).Select(_ => (float)DrawnExamples.Normal(random))];
        var classifier = new ClassificationHead(Features, weight, [.. Enumerable.Range(0, Known).Select(of => 0.1f * of)]);
        GroupedFolds folds = GroupedFolds.Split(examples, Classes, 0);
        var shape = new HeadShape(Features, 0, Classes);

        float[] found = new ClassifierPrior(classifier, examples, folds, shape, 4, new ParallelOptions()).Without(heldOut);

        float[] probabilities = new float[Known];
        for (int of = 0; of < Classes; of++)
        {
            int[] rows = [.. Enumerable.Range(0, examples.Rows)
                .Where(row => examples.IsPlain[row] && examples.Labels[row] == of && folds.OfRow[row] != heldOut)];
            double[] expected = new double[Features];
            foreach (int row in rows)
            {
                classifier.Probabilities(examples.Row(row), probabilities);
                for (int at = 0; at < weight.Length; at++)
                {
                    expected[at % Features] += 4.0 * probabilities[at / Features] * weight[at] / rows.Length;
                }
            }

            Assert.All(expected, (value, feature) => Assert.Equal(value, shape.Top.Weight(found)[(of * shape.Stride) + feature], 1e-4));
        }

        Assert.All(shape.Top.Bias(found).ToArray(), bias => Assert.Equal(0f, bias));
    }

    [Fact]
    public void A_class_without_plain_rows_is_drawn_to_zero()
    {
        var examples = new HeadExamples([1, 2, 3, 4, 5, 6], 1, [0, 0, 0, 1, 1, 1], null, [true, true, true, false, false, false]);
        var classifier = new ClassificationHead(1, [1, 2], [0, 0]);
        var shape = new HeadShape(1, 0, 2);

        float[] found = new ClassifierPrior(classifier, examples, GroupedFolds.None(examples), shape, 1, new ParallelOptions()).Without(HeadFit.Nothing);

        Assert.True(found[0] > 1);
        Assert.Equal(0f, found[shape.Stride]);
    }
}
