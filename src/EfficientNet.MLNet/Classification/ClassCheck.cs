namespace EfficientNet.MLNet.Classification;

/// <summary>Refuses pictures that no classifier can be trained on.</summary>
internal static class ClassCheck
{
    /// <summary>Checks the data that are trained on.</summary>
    /// <exception cref="ArgumentException">There are no pictures, or they are of one class, or a class has too few.</exception>
    public static void Verify(string verb, PictureSet pictures, ClassLabels labels, int minimum)
    {
        if (pictures.Rows == 0)
        {
            throw new ArgumentException($"{verb}: the data have no rows; expected labelled pictures of at least two classes.");
        }

        if (pictures.Entries.Count == 0)
        {
            throw new ArgumentException(
                $"{verb}: of {pictures.Rows:N0} rows none has a sound picture and a label; the first, {pictures.Skipped[0].Name}: {pictures.Skipped[0].Reason}");
        }

        var counts = pictures.Entries.CountBy(picture => picture.Label, labels.Count);
        int[] present = [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] > 0)];
        if (present.Length == 1)
        {
            throw new ArgumentException(
                $"{verb}: all {Texts.Pictures(pictures.Entries.Count)} are of the class '{labels.Names[present[0]]}'; expected at least two classes in the column '{labels.ColumnName}'.{SkippedOf(pictures)}");
        }

        string[] small = [.. present.Where(label => counts[label] < minimum).Select(label => $"'{labels.Names[label]}' ({counts[label]})")];
        if (small.Length > 0)
        {
            throw new ArgumentException(
                $"{verb}: {(small.Length == 1 ? "a class has" : $"{small.Length} classes have")} fewer than {minimum} sound pictures, which leaves nothing to validate on: {Texts.List(small)}. "
                + $"Add pictures, leave the class out, or set {nameof(EfficientNetClassificationOptions.MinimumPicturesPerClass)} to {present.Min(label => counts[label])}, as for CrossValidate on very few pictures.{SkippedOf(pictures)}");
        }
    }

    /// <summary>Checks a validation set.</summary>
    /// <exception cref="ArgumentException">It has no pictures.</exception>
    public static void VerifyValidation(string verb, PictureSet validation)
    {
        if (validation.Entries.Count == 0)
        {
            throw new ArgumentException(
                $"{verb}: the validation set has {(validation.Rows == 0 ? "no rows" : $"no sound and labelled picture in {(validation.Rows == 1 ? "its only row" : $"{validation.Rows:N0} rows")}; the first, {validation.Skipped[0].Name}: {validation.Skipped[0].Reason}")}. Leave the set out to validate on the data themselves.");
        }
    }

    /// <summary>A sentence on rows passed over, which may be why pictures are missing; empty if there are none.</summary>
    private static string SkippedOf(PictureSet pictures) => pictures.Skipped.Count == 0
        ? ""
        : $" {pictures.Skipped.Count:N0} of {pictures.Rows:N0} rows were passed over; the first, {pictures.Skipped[0].Name}: {pictures.Skipped[0].Reason}";

    /// <summary>How many pictures there are of each class.</summary>
    public static int[] CountBy(this IEnumerable<PictureEntry> pictures, Func<PictureEntry, int> label, int classes)
    {
        int[] counts = new int[classes];
        foreach (PictureEntry picture in pictures)
        {
            counts[label(picture)]++;
        }

        return counts;
    }
}
