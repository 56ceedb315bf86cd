using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class GroupedFoldsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Groups_are_never_parted_and_classes_never_missing_from_what_is_left(int seed)
    {
        // Groups of 1 to 6 rows, some with rows of two classes, some classes rare.
        var random = new Random(seed);
        var (labels, groups, isPlain) = (new List<int>(), new List<int>(), new List<bool>());
        for (int group = 0; group < 60; group++)
        {
            int label = random.Next(10) switch { 0 => 3, 1 or 2 => 2, < 6 => 1, _ => 0 };
            int size = random.Next(1, 7);
            for (int row = 0; row < size; row++)
            {
                labels.Add(random.Next(12) == 0 ? random.Next(4) : label);
                groups.Add(group * 17);
                isPlain.Add(random.Next(3) > 0);
            }
        }

        var examples = new HeadExamples(new float[labels.Count], 1, [.. labels], [.. groups], [.. isPlain]);
        GroupedFolds folds = GroupedFolds.Split(examples, 4, seed);

        Assert.Equal(5, folds.Count);
        int[] rows = [.. Enumerable.Range(0, examples.Rows)];
        Assert.All(rows.GroupBy(row => groups[row]), group => Assert.Single(group.Select(row => folds.OfRow[row]).Distinct()));
        for (int part = 0; part < folds.Count; part++)
        {
            Assert.Contains(part, folds.OfRow);
            Assert.Equal(
                labels.Distinct().Order(), rows.Where(row => folds.OfRow[row] != part && isPlain[row]).Select(row => labels[row]).Distinct().Order());
        }
    }

    [Fact]
    public void Classes_are_spread_evenly()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 103, features: 1, classes: 2, spread: 1, seed: 1);

        GroupedFolds folds = GroupedFolds.Split(examples, 2, 3);

        for (int part = 0; part < 5; part++)
        {
            int[] counts = [.. Enumerable.Range(0, 2).Select(of => Enumerable.Range(0, 103).Count(row => folds.OfRow[row] == part && examples.Labels[row] == of))];
            Assert.All(counts, count => Assert.InRange(count, 10, 11));
            Assert.InRange(counts.Sum(), 20, 21);
        }
    }

    [Fact]
    public void Many_rows_are_split_in_three()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 2001, features: 1, classes: 3, spread: 1, seed: 1);

        Assert.Equal(3, GroupedFolds.Split(examples, 3, 0).Count);
    }

    [Fact]
    public void A_class_of_one_group_is_held_out_never()
    {
        int[] labels = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2];
        int[] groups = [0, 1, 2, 3, 4, 5, 6, 7, 7, 7];

        GroupedFolds folds = GroupedFolds.Split(new HeadExamples(new float[10], 1, labels, groups), 3, 0);

        Assert.Equal(Enumerable.Repeat(GroupedFolds.Never, 3), folds.OfRow[7..]);
        Assert.DoesNotContain(GroupedFolds.Never, folds.OfRow[..7]);
    }

    [Theory]
    [InlineData(new[] { 0, 1, 2 }, new[] { 0, 1, 2 })]
    [InlineData(new[] { 0, 0, 1, 1 }, new[] { 5, 5, 5, 5 })]
    [InlineData(new[] { 0, 0, 1, 1 }, new[] { 5, 5, 6, 6 })]
    public void Where_there_is_too_little_nothing_is_held_out(int[] labels, int[] groups)
    {
        GroupedFolds folds = GroupedFolds.Split(new HeadExamples(new float[labels.Length], 1, labels, groups), 3, 0);

        Assert.Equal(0, folds.Count);
        Assert.All(folds.OfRow, part => Assert.Equal(GroupedFolds.Never, part));
    }

    [Fact]
    public void The_seed_decides_which_rows_go_together()
    {
        HeadExamples examples = DrawnExamples.Clusters(rows: 50, features: 1, classes: 2, spread: 1, seed: 1);

        Assert.Equal(GroupedFolds.Split(examples, 2, 4).OfRow, GroupedFolds.Split(examples, 2, 4).OfRow);
        Assert.NotEqual(GroupedFolds.Split(examples, 2, 4).OfRow, GroupedFolds.Split(examples, 2, 5).OfRow);
    }
}
