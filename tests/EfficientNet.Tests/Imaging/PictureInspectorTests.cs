using EfficientNet.Imaging;
using EfficientNet.Testing;
using static EfficientNet.Tests.Imaging.TinyPictures;

namespace EfficientNet.Tests.Imaging;

/// <summary>What must be let through, and what is found out about it.</summary>
public class PictureInspectorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Png(bool isLarge)
    {
        var size = isLarge ? (Width: 301, Height: 203) : (Width: 1, Height: 1);
        Assert.Equal(new PictureHeader(PictureFormat.Png, size.Width, size.Height, false, 1), Inspect(PngFile(size.Width, size.Height)));
    }

    [Theory]
    [InlineData(1, 0, 1, false)]
    [InlineData(16, 0, 1, false)]
    [InlineData(8, 2, 3, false)]
    [InlineData(4, 3, 1, false)]
    [InlineData(16, 4, 2, true)]
    [InlineData(8, 6, 4, true)]
    public void Png_of_every_kind_interlaced_or_not(int depth, int colorType, int channels, bool hasAlpha)
    {
        foreach (var (width, height) in new[] { (1, 1), (5, 3), (8, 8), (17, 9) })
        {
            var bits = depth * channels;
            byte[][] palette = colorType == 3 ? [Tests.Imaging.Png.Chunk("PLTE", 1, 2, 3)] : [];
            var rows = new byte[height * (1 + (width * bits + 7) / 8)];
            Assert.Equal(new PictureHeader(PictureFormat.Png, width, height, hasAlpha, 1), Inspect(MakePng(width, height, depth, colorType, 0, rows, palette)));

            var passes = Enumerable.Range(0, 7).Sum(pass => PassBytes(width, height, bits, pass));
            var interlaced = MakePng(width, height, depth, colorType, 1, new byte[passes], palette);
            Assert.Equal(new PictureHeader(PictureFormat.Png, width, height, hasAlpha, 1), Inspect(interlaced));
            Refused(MakePng(width, height, depth, colorType, 1, new byte[passes - 1], palette), PictureProblem.Truncated, $"with {passes - 1} of {passes} bytes of its rows");
        }
    }

    [Fact]
    public void Png_with_transparency_in_the_palette_and_an_orientation()
    {
        var file = MakePng(2, 2, 8, 3, 0, new byte[6], [Tests.Imaging.Png.Chunk("PLTE", 1, 2, 3), Tests.Imaging.Png.Chunk("tRNS", 0), Tests.Imaging.Png.Chunk("eXIf", ExifData(8))]);
        Assert.Equal(new PictureHeader(PictureFormat.Png, 2, 2, true, 8), Inspect(file));
    }

    [Fact]
    public void Png_in_many_pieces_with_a_missing_end()
    {
        var deflated = Tests.Imaging.Png.Deflate(new byte[7 * 28]);
        byte[] file = [.. PngFile().AsSpan(0, 33), .. deflated.SelectMany(one => Tests.Imaging.Png.Chunk("IDAT", one)), .. Tests.Imaging.Png.Chunk("tEXt", 1, 2).AsSpan(0, 9)];
        Assert.Equal((9, 7), (Inspect(file).Width, Inspect(file).Height));
    }

    [Fact]
    public void Png_with_a_damaged_chunk_that_decoders_pass_over()
    {
        var transparency = Tests.Imaging.Png.Chunk("tRNS", 0);
        transparency[^1] ^= 1;
        var file = MakePng(2, 2, 8, 3, 0, new byte[6], Tests.Imaging.Png.Chunk("PLTE", 1, 2, 3), transparency);
        Assert.Equal(new PictureHeader(PictureFormat.Png, 2, 2, false, 1), Inspect(file));
    }

    [Theory]
    [InlineData(0xC0)]
    [InlineData(0xC1)]
    [InlineData(0xC2)]
    public void Jpeg_baseline_extended_and_progressive(int frameMarker) =>
        Assert.Equal(new PictureHeader(PictureFormat.Jpeg, 300, 200, false, 1), Inspect(Jpeg(300, 200, frameMarker)));

    [Theory]
    [InlineData(6, true, 6)]
    [InlineData(3, false, 3)]
    [InlineData(0, true, 1)]
    [InlineData(9, false, 1)]
    public void Jpeg_with_an_orientation(int stated, bool isBigEndian, int expected) =>
        Assert.Equal(expected, Inspect(Jpeg(before: Exif(stated, isBigEndian))).Orientation);

    [Fact]
    public void Jpeg_with_a_thumbnail_inside_is_not_taken_for_the_thumbnail()
    {
        var file = Jpeg(300, 200, before: Segment(0xE1, [.. "Exif\0\0"u8, .. Jpeg(16, 16)]));
        Assert.Equal((300, 200), (Inspect(file).Width, Inspect(file).Height));
        var cut = file.AsMemory(0, file.Length - 2);
        Assert.Equal(PictureProblem.Truncated, Assert.Throws<PictureException>(() => PictureInspector.Inspect(cut, "x")).Reason);
    }

    [Fact]
    public void Jpeg_with_stray_bytes_many_scans_and_something_behind_its_end()
    {
        var simple = Jpeg();
        byte[] file =
        [
            .. simple.AsSpan(0, 20), 0x00, 0x11, 0xFF, 0xFF, 0xFF, 0x00, .. simple.AsSpan(20, simple.Length - 22),
            .. Scan(1, 2, 3), 0xFF, .. Segment(0xC4, 0, 1), .. Scan(4, 5), 0xFF, 0xD9, .. Jpeg(100, 100), 0xFF,
        ];
        Assert.Equal(new PictureHeader(PictureFormat.Jpeg, 9, 7, false, 1), Inspect(file));
    }

    [Fact]
    public void Gif()
    {
        Assert.Equal(new PictureHeader(PictureFormat.Gif, 9, 7, false, 1), Inspect(TinyPictures.Gif()));
        Assert.True(Inspect(TinyPictures.Gif(isTransparent: true)).HasAlpha);
        Assert.Equal(9, Inspect([.. TinyPictures.Gif().AsSpan()[..^1], .. "anything"u8]).Width); // only the first picture counts
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 9, 7)]
    [InlineData(4, 4, 0, 0, 9, 7)]
    [InlineData(4, 4, 2, 1, 11, 8)]
    [InlineData(4, 40, 2, 1, 11, 40)]
    [InlineData(20, 20, 2, 1, 20, 20)]
    public void Gif_whose_screen_is_widened_to_its_first_picture(int screenWidth, int screenHeight, int left, int top, int width, int height)
    {
        var header = Inspect(GifOfFrameAt(screenWidth, screenHeight, left, top));
        Assert.Equal((width, height), (header.Width, header.Height));
        Assert.Equal((left, top, width, height) != (0, 0, 9, 7), header.HasAlpha); // where nothing is drawn
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(32)]
    public void Bmp(int depth)
    {
        Assert.Equal(new PictureHeader(PictureFormat.Bmp, 9, 7, false, 1), Inspect(TinyPictures.Bmp(depth: depth)));
        Assert.Equal(new PictureHeader(PictureFormat.Bmp, 9, 7, false, 1), Inspect(TinyPictures.Bmp(height: -7, depth: depth))); // from the top down
    }

    [Theory]
    [InlineData(40)]
    [InlineData(52)]
    [InlineData(64)]
    [InlineData(108)]
    [InlineData(124)]
    public void Bmp_with_headers_of_many_lengths(int headerBytes) =>
        Assert.Equal(new PictureHeader(PictureFormat.Bmp, 9, 7, false, 1), Inspect(BmpOfHeader(headerBytes)));

    [Theory]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(24)]
    [InlineData(36)]
    public void Bmp_with_the_short_headers_of_OS_2(int headerBytes) =>
        Assert.Equal(new PictureHeader(PictureFormat.Bmp, 9, 7, false, 1), Inspect(BmpOfHeader(headerBytes)));

    [Theory]
    [InlineData(0)]
    [InlineData(22)]
    [InlineData(23)]
    [InlineData(1000)]
    public void Bmp_of_runs_whatever_length_is_stated(int statedBytes) =>
        Assert.Equal(new PictureHeader(PictureFormat.Bmp, 9, 4, false, 1), Inspect(BmpOfRuns(statedBytes)));

    [Fact]
    public void WebP()
    {
        Assert.Equal(new PictureHeader(PictureFormat.WebP, 300, 200, false, 1), Inspect(WebPLossy(300, 200)));
        Assert.Equal(new PictureHeader(PictureFormat.WebP, 16384, 1, true, 1), Inspect(WebPLossless(16384, 1, hasAlpha: true)));
        Assert.Equal(new PictureHeader(PictureFormat.WebP, 300, 200, true, 6), Inspect(WebPExtended(300, 200)));
        var animated = TinyPictures.WebP(
            WebPChunk("VP8X", [2, 0, 0, 0, 8, 0, 0, 6, 0, 0]),
            WebPChunk("ANIM", new byte[6]),
            WebPChunk("ANMF", [.. new byte[16], .. WebPChunk("VP8 ", LossyData(9, 7))]));
        Assert.Equal(new PictureHeader(PictureFormat.WebP, 9, 7, false, 1), Inspect(animated));
    }

    [SkippableFact]
    public void Photographs_raise_no_false_alarm()
    {
        var files = Directory.GetFiles(SharedFiles.RequireOrSkip("data", "hymenoptera"), "*.jpg", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(SharedFiles.RequireOrSkip("reference", "photos"), "*.JPEG"))
            .Concat(Directory.GetFiles(SharedFiles.RequireOrSkip("reference", "preprocessing"), "*.png"))
            .ToArray();
        Assert.True(files.Length > 400);
        Assert.All(files, file => Assert.True(PictureInspector.Inspect(File.ReadAllBytes(file), file).Width > 0));
    }

    internal static byte[] MakePng(int width, int height, int depth, int colorType, int interlacing, byte[] rows, params byte[][] between)
    {
        byte[] header = [0, 0, (byte)(width >> 8), (byte)width, 0, 0, (byte)(height >> 8), (byte)height, (byte)depth, (byte)colorType, 0, 0, (byte)interlacing];
        return
        [
            .. PngFile().AsSpan(0, 8), .. Tests.Imaging.Png.Chunk("IHDR", header), .. between.SelectMany(chunk => chunk),
            .. Tests.Imaging.Png.Chunk("IDAT", Tests.Imaging.Png.Deflate(rows)), .. Tests.Imaging.Png.Chunk("IEND"),
        ];
    }

    /// <summary>Counts the pixels of one of Adam7's passes by asking each of them.</summary>
    private static int PassBytes(int width, int height, int bitsPerPixel, int pass)
    {
        int[,] passOf =
        {
            { 0, 5, 3, 5, 1, 5, 3, 5 }, { 6, 6, 6, 6, 6, 6, 6, 6 }, { 4, 5, 4, 5, 4, 5, 4, 5 }, { 6, 6, 6, 6, 6, 6, 6, 6 },
            { 2, 5, 3, 5, 2, 5, 3, 5 }, { 6, 6, 6, 6, 6, 6, 6, 6 }, { 4, 5, 4, 5, 4, 5, 4, 5 }, { 6, 6, 6, 6, 6, 6, 6, 6 },
        };
        return Enumerable.Range(0, height)
            .Select(y => Enumerable.Range(0, width).Count(x => passOf[y % 8, x % 8] == pass))
            .Where(pixels => pixels > 0)
            .Sum(pixels => 1 + (pixels * bitsPerPixel + 7) / 8);
    }

    private static PictureHeader Inspect(byte[] file) => PictureInspector.Inspect(file, "picture");

    private static void Refused(byte[] file, PictureProblem reason, string expected)
    {
        var exception = Assert.Throws<PictureException>(() => Inspect(file));
        Assert.Equal(reason, exception.Reason);
        Assert.Contains(expected, exception.Message);
    }
}
