using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class HeadTrainerTests
{
    [Fact]
    public void Classes_that_lie_apart_are_told_apart()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 90, features: 7, classes: 3, spread: 0.3, seed: 1);

        HeadTrainingResult result = HeadTrainer.Train(examples, 3);

        float[] probabilities = new float[3];
        int right = 0;
        for (int row = 0; row < examples.Rows; row++)
        {
            result.Head.Probabilities(examples.Row(row), probabilities);
            right += Array.IndexOf(probabilities, probabilities.Max()) == examples.Labels[row] ? 1 : 0;
        }

        Assert.Equal(90, right);
    }
}
