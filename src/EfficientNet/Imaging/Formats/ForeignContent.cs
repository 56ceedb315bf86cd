using System.Text.Unicode;

namespace EfficientNet.Imaging.Formats;

/// <summary>Tells what a file is that is none of the pictures decoded here, so that the message helps.</summary>
internal static class ForeignContent
{
    private const int TextSample = 512;

    private static readonly (byte[] Beginning, int At, string Name)[] _pictures =
    [
        ([.. "II*\0"u8], 0, "a TIFF"),
        ([.. "MM\0*"u8], 0, "a TIFF"),
        ([.. "II+\0"u8], 0, "a large TIFF"),
        ([.. "MM\0+"u8], 0, "a large TIFF"),
        ([.. "ftypavif"u8], 4, "an AVIF"),
        ([.. "ftypavis"u8], 4, "an AVIF"),
        ([.. "ftyphei"u8], 4, "an HEIF"),
        ([.. "ftyphev"u8], 4, "an HEIF"),
        ([.. "ftypmif1"u8], 4, "an HEIF"),
        ([.. "ftypmsf1"u8], 4, "an HEIF"),
        ([.. "ftypcrx "u8], 4, "a Canon raw picture"),
        ([0x00, 0x00, 0x01, 0x00], 0, "an icon"),
        ([0xFF, 0x0A], 0, "a JPEG XL"),
        ([0x00, 0x00, 0x00, 0x0C, (byte)'J', (byte)'X', (byte)'L', (byte)' '], 0, "a JPEG XL"),
        ([0x00, 0x00, 0x00, 0x0C, (byte)'j', (byte)'P', (byte)' ', (byte)' '], 0, "a JPEG 2000"),
        ([0xFF, 0x4F, 0xFF, 0x51], 0, "a JPEG 2000"),
        ([.. "8BPS"u8], 0, "a Photoshop picture"),
        ([.. "DDS "u8], 0, "a DirectDraw surface"),
        ([.. "qoif"u8], 0, "a QOI picture"),
        ([.. "gimp xcf"u8], 0, "a GIMP picture"),
    ];

    private static readonly (byte[] Beginning, int At, string Name)[] _others =
    [
        ([.. "%PDF"u8], 0, "a PDF document"),
        ([.. "ftyp"u8], 4, "a video"),
        ([.. "RIFF"u8], 0, "a sound or video file"),
        ([0x1A, 0x45, 0xDF, 0xA3], 0, "a video"),
        ([.. "PK\x03\x04"u8], 0, "a zip archive"),
        ([0x1F, 0x8B], 0, "a gzip archive"),
        ([.. "Rar!"u8], 0, "a RAR archive"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], 0, "a 7-zip archive"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], 0, "a program"),
        ([.. "MZ"u8], 0, "a program"),
    ];

    public static PictureException Refuse(ReadOnlySpan<byte> file, string name)
    {
        if (Find(_pictures, file) is { } picture)
        {
            return new PictureException(name, PictureProblem.UnsupportedFormat, $"the file is {picture}, which is not decoded here; convert it to JPEG or PNG");
        }

        if (Find(_others, file) is { } other)
        {
            return NotAPicture(name, file, other);
        }

        return file.IndexOfAnyExcept((byte)0) < 0 ? NotAPicture(name, file, "nothing but zeros")
            : IsText(file) ? RefuseText(file, name)
            : NotAPicture(name, file, $"of an unknown kind, beginning with the bytes {Convert.ToHexString(file[..Math.Min(8, file.Length)])}");
    }

    private static PictureException RefuseText(ReadOnlySpan<byte> file, string name)
    {
        var text = System.Text.Encoding.UTF8.GetString(file[..Math.Min(TextSample, file.Length)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (Begins("version https://git-lfs"))
        {
            return new PictureException(name, PictureProblem.NotAPicture, "the file is a pointer of Git LFS, not the picture itself; fetch it with 'git lfs pull'");
        }

        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase) && text.StartsWith('<'))
        {
            return new PictureException(name, PictureProblem.UnsupportedFormat, "the file is an SVG, which is not decoded here; convert it to JPEG or PNG");
        }

        return NotAPicture(
            name,
            file,
            Begins("<!doctype html") || Begins("<html") ? "HTML text, such as a server sends in place of a picture"
            : Begins("<") ? "XML text"
            : Begins("{") || Begins("[") ? "JSON text"
            : "plain text");

        bool Begins(string beginning) => text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);
    }

    private static PictureException NotAPicture(string name, ReadOnlySpan<byte> file, string kind) =>
        new(name, PictureProblem.NotAPicture, $"the file is no picture, but {kind} ({file.Length} bytes); get it anew or leave it out");

    private static string? Find((byte[] Beginning, int At, string Name)[] known, ReadOnlySpan<byte> file)
    {
        foreach (var (beginning, at, name) in known)
        {
            if (file.Length >= at && file[at..].StartsWith(beginning))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Valid UTF-8 without control characters other than those that lay text out.</summary>
    private static bool IsText(ReadOnlySpan<byte> file)
    {
        var sample = file[..Math.Min(TextSample, file.Length)];
        foreach (var value in sample)
        {
            if (value < 0x20 && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0C))
            {
                return false;
            }
        }

        // The sample may end within a character, which has up to four bytes.
        var longestCut = sample.Length < file.Length ? 3 : 0;
        for (var cut = 0; cut <= longestCut; cut++)
        {
            if (Utf8.IsValid(sample[..^cut]))
            {
                return true;
            }
        }

        return false;
    }
}
