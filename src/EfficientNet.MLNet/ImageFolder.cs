namespace EfficientNet.MLNet;

/// <summary>Reads the layout in which everybody keeps labelled pictures: one folder a class, the folder's name is the label.</summary>
public static class ImageFolder
{
    private static readonly string[] _extensions = [".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp"];

    /// <summary>
    /// Lists the pictures below <paramref name="path"/>. Each folder directly in it is a class; its pictures may lie in folders of any
    /// depth. A picture is a file that ends in .jpg, .jpeg, .png, .bmp, .gif or .webp, in upper or lower case; other files, and files and
    /// folders whose name starts with a dot, are passed over. Nothing is decoded.
    /// </summary>
    /// <param name="path">The folder that holds one folder a class.</param>
    /// <returns>The pictures, sorted by label and path in ordinal order, the same on every machine.</returns>
    /// <exception cref="DirectoryNotFoundException"><paramref name="path"/> is no folder.</exception>
    /// <exception cref="InvalidDataException"><paramref name="path"/> has no class folder, or a class folder has no picture.</exception>
    public static IReadOnlyList<LabeledImage> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(
                $"The picture folder '{path}' does not exist (looked for {Path.GetFullPath(path)}). Expected a folder that holds one folder of pictures a class.");
        }

        string[] classes = Sorted(Directory.EnumerateDirectories(path));
        if (classes.Length == 0)
        {
            int loose = Directory.EnumerateFiles(path).Count(IsPicture);
            throw new InvalidDataException(
                $"The picture folder '{path}' holds no folders{(loose > 0 ? $", but {loose} pictures" : "")}. Expected one folder of pictures a class, such as {Path.Combine(path, "cat", "1.jpg")}.");
        }

        var images = new List<LabeledImage>();
        var empty = new List<string>();
        foreach (string folder in classes)
        {
            string label = Path.GetFileName(folder);
            int before = images.Count;
            images.AddRange(Pictures(folder).Select(file => new LabeledImage { ImagePath = file, Label = label }));
            if (images.Count == before)
            {
                empty.Add(label);
            }
        }

        return empty.Count == 0
            ? images
            : throw new InvalidDataException(
                $"In the picture folder '{path}' there are no pictures ({string.Join(", ", _extensions)}) below: {string.Join(", ", empty)}. Put pictures there or remove the folder; each folder counts as a class.");
    }

    private static IEnumerable<string> Pictures(string folder)
        => Sorted(Directory.EnumerateFiles(folder).Where(IsPicture)).Concat(Sorted(Directory.EnumerateDirectories(folder)).SelectMany(Pictures));

    private static bool IsPicture(string file) => _extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static string[] Sorted(IEnumerable<string> entries)
        => [.. entries.Where(entry => !Path.GetFileName(entry).StartsWith('.')).Order(StringComparer.Ordinal)];
}
