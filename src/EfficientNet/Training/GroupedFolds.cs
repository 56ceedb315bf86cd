namespace EfficientNet.Training;

/// <summary>
/// Parts of the rows that are held out in turn. A group of rows is never parted; the classes are spread evenly; a class is never missing
/// from what is left. Rows for which that cannot be had are held out never.
/// </summary>
internal sealed class GroupedFolds
{
    private const int ManyRows = 2000;

    /// <summary>The part of a row that is always trained on.</summary>
    public const int Never = -1;

    private readonly HeadExamples _examples;
    private readonly int _classes;

    private GroupedFolds(HeadExamples examples, int classes, int count)
    {
        (_examples, _classes, Count) = (examples, classes, count);
        OfRow = new int[examples.Rows];
    }

    /// <summary>How many parts there are; 0 if nothing can be held out.</summary>
    public int Count { get; private set; }

    /// <summary>The part that each row is held out with, or <see cref="Never"/>.</summary>
    public int[] OfRow { get; }

    /// <summary>No part at all: every row is always trained on.</summary>
    public static GroupedFolds None(HeadExamples examples)
    {
        var none = new GroupedFolds(examples, 0, 0);
        Array.Fill(none.OfRow, Never);
        return none;
    }

    /// <summary>
    /// Splits the rows in five; in three where there are so many that a third is not missed, and the time is.
    /// </summary>
    /// <param name="examples">The rows.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="seed">Where the random numbers start.</param>
    public static GroupedFolds Split(HeadExamples examples, int classes, int seed)
    {
        var folds = new GroupedFolds(examples, classes, examples.IsPlain.Count(isPlain => isPlain) > ManyRows ? 3 : 5);
        var groups = folds.ShuffledGroups(seed);
        var parts = folds.Assign(groups);
        folds.KeepClasses(groups, parts);
        return folds;
    }

    /// <summary>The rows of each group that has a plain one, the largest groups first, those of one size in random order.</summary>
    private int[][] ShuffledGroups(int seed)
    {
        Array.Fill(OfRow, Never);
        int[][] groups = [.. Enumerable.Range(0, _examples.Rows).GroupBy(row => _examples.Groups[row])
            .Select(group => group.ToArray())
            .Where(group => group.Any(row => _examples.IsPlain[row]))];
        new Random(seed).Shuffle(groups);
        return [.. groups.OrderByDescending(group => group.Length)];
    }

    /// <summary>Gives each group the part that has the fewest rows of its class, and among these the fewest rows.</summary>
    private int[] Assign(int[][] groups)
    {
        var parts = new int[groups.Length];
        var (ofClass, all) = (new int[Count, _classes], new int[Count]);
        for (var at = 0; at < groups.Length; at++)
        {
            var label = MainClass(groups[at]);
            parts[at] = Enumerable.Range(0, Count).MinBy(part => (ofClass[part, label], all[part], part));
            ofClass[parts[at], label] += groups[at].Length;
            all[parts[at]] += groups[at].Length;
        }

        return parts;
    }

    /// <summary>Never holds out the groups that have all rows of a class in one part; and nothing at all unless two parts remain.</summary>
    private void KeepClasses(int[][] groups, int[] parts)
    {
        var partsOfClass = new HashSet<int>[_classes];
        for (var at = 0; at < groups.Length; at++)
        {
            foreach (var row in groups[at])
            {
                (partsOfClass[_examples.Labels[row]] ??= []).Add(parts[at]);
            }
        }

        var kept = new bool[groups.Length];
        for (var at = 0; at < groups.Length; at++)
        {
            kept[at] = groups[at].All(row => partsOfClass[_examples.Labels[row]].Count > 1);
        }

        int[] used = [.. Enumerable.Range(0, groups.Length).Where(at => kept[at]).Select(at => parts[at]).Distinct().Order()];
        Count = used.Length < 2 ? 0 : used.Length;
        for (var at = 0; at < groups.Length && Count > 0; at++)
        {
            foreach (var row in groups[at])
            {
                OfRow[row] = kept[at] ? Array.IndexOf(used, parts[at]) : Never;
            }
        }
    }

    /// <summary>The class that most of a group's rows have, the first of equally frequent ones.</summary>
    private int MainClass(int[] group) => group.Select(row => _examples.Labels[row]).GroupBy(label => label)
        .OrderByDescending(rows => rows.Count()).ThenBy(rows => rows.Key).First().Key;
}
