using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class ClassificationHeadTests
{
    [Fact]
    public void Logits_are_weighted_sums_and_probabilities_their_softmax()
    {
        var head = new ClassificationHead(3, [1, 2, 3, -1, 0, 1], [0.5f, -0.5f]);
        float[] logits = new float[2];
        float[] probabilities = new float[2];

        head.Logits([1, 1, 2], logits);
        head.Probabilities([1, 1, 2], probabilities);

        Assert.Equal([9.5f, 0.5f], logits);
        Assert.Equal(1 / (1 + Math.Exp(9)), probabilities[1], 1e-7);
        Assert.Equal(1.0, probabilities.Sum(), 1e-6);
        Assert.Equal((3, 2, 0), (head.Features, head.Classes, head.HiddenUnits));
    }

    [Fact]
    public void A_hidden_layer_lets_only_what_is_positive_through()
    {
        var head = new ClassificationHead(2, [1, 0, 0, 1, -1, -1], [0, 0, 1], [1, 2, 4, 0, 1, 0], [0, 10]);
        float[] logits = new float[2];

        head.Logits([3, -5], logits);

        // Hidden: 3, 0 (of -5), 3 (of 2 + 1).
        Assert.Equal([15f, 10f], logits);
        Assert.Equal(3, head.HiddenUnits);
    }

    [Fact]
    public void Enormous_logits_have_probabilities()
    {
        var head = new ClassificationHead(1, [1e30f, -1e30f], [0, 0]);
        float[] probabilities = new float[2];

        head.Probabilities([1], probabilities);

        Assert.Equal([1f, 0f], probabilities);
    }

    [Fact]
    public void What_is_given_later_does_not_change_it()
    {
        float[] weight = [1, 2];
        var head = new ClassificationHead(1, weight, [0, 0]);

        weight[0] = 7;

        Assert.Equal([1f, 2f], head.Weight.ToArray());
    }

    [Fact]
    public void Numbers_that_do_not_fit_are_named()
    {
        Assert.Contains("weight has 6 numbers (2 classes x 3 features); there are 5", Message(() => new ClassificationHead(3, new float[5], new float[2])), StringComparison.Ordinal);
        Assert.Contains("hiddenWeight has 12 numbers (4 hidden units x 3 features); there are 1", Message(() => new ClassificationHead(3, new float[1], new float[4], new float[8], new float[2])), StringComparison.Ordinal);
        Assert.Contains("2 classes x 4 hidden units", Message(() => new ClassificationHead(3, new float[12], new float[4], new float[6], new float[2])), StringComparison.Ordinal);
        Assert.Contains("at least 2 classes", Message(() => new ClassificationHead(1, [1], [1])), StringComparison.Ordinal);
        Assert.Contains("bias has NaN at place 1", Message(() => new ClassificationHead(1, [1, 1], [1, float.NaN])), StringComparison.Ordinal);
        var head = new ClassificationHead(1, [1, 2], [0, 0]);
        Assert.Contains("takes 1 features and gives 2 numbers", Message(() => head.Logits(new float[2], new float[2])), StringComparison.Ordinal);

        static string Message(Action action) => Assert.Throws<ArgumentException>(action).Message;
    }
}
