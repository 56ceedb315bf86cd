using System.Text;
using System.Text.Json;
using EfficientNet.Imaging;
using EfficientNet.Testing;
using static EfficientNet.Tests.Imaging.TinyPictures;

namespace EfficientNet.Tests.Imaging;

/// <summary>What must be refused, and what is said about it.</summary>
public class PictureInspectorRefusalTests
{
    private static readonly byte[][] _sound =
        [PngFile(), Jpeg(before: Exif(6)), Gif(), Bmp(), BmpOfRuns(), WebPLossless(), WebPLossy(), WebPExtended()];

    [Fact]
    public void An_empty_file() => Refused([], PictureProblem.Empty, "the file is empty");

    [Theory]
    [InlineData("this is not a picture", "plain text (21 bytes)")]
    [InlineData("BMW builds cars, and this is text", "plain text")]
    [InlineData("\uFEFF  <!DOCTYPE html><html>404</html>", "HTML text, such as a server sends in place of a picture")]
    [InlineData("<?xml version='1.0'?><Error/>", "XML text")]
    [InlineData("{\"error\":\"not found\"}", "JSON text")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "a pointer of Git LFS, not the picture itself; fetch it with 'git lfs pull'")]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("PK\u0003\u0004", "a zip archive")]
    [InlineData("\0\0\0\0\0", "nothing but zeros")]
    [InlineData("\u0001\u0002abc", "of an unknown kind, beginning with the bytes 0102616263")]
    public void What_is_no_picture(string content, string expected) =>
        Refused(Encoding.UTF8.GetBytes(content), PictureProblem.NotAPicture, expected);

    [Fact]
    public void Text_of_many_bytes_a_letter_whatever_the_place_it_is_sampled_at()
    {
        foreach (var before in Enumerable.Range(0, 4))
        {
            Refused(Encoding.UTF8.GetBytes(new string('x', before) + string.Concat(Enumerable.Repeat("日本語", 200))), PictureProblem.NotAPicture, "plain text");
        }
    }

    [Theory]
    [InlineData("II*\0", "a TIFF, which is not decoded here; convert it to JPEG or PNG")]
    [InlineData("\0\0\0\u0018ftypheic", "an HEIF")]
    [InlineData("\0\0\0\u0018ftypavif", "an AVIF")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG")]
    [InlineData("8BPS", "a Photoshop picture")]
    public void Pictures_of_other_kinds(string content, string expected) =>
        Refused(Encoding.UTF8.GetBytes(content), PictureProblem.UnsupportedFormat, expected);

    [Fact]
    public void Every_beginning_of_a_picture_is_not_a_picture()
    {
        foreach (var file in _sound)
        {
            // Of a PNG, the 12 bytes of the end chunk can be spared; of a GIF, the trailer.
            var spared = file[0] == 0x89 ? 12 : file[0] == (byte)'G' ? 1 : 0;
            for (var length = 2; length < file.Length - spared; length++)
            {
                var cut = file.AsMemory(0, length);
                var exception = Assert.Throws<PictureException>(() => PictureInspector.Inspect(cut, "x"));
                Assert.True(
                    exception.Reason is PictureProblem.Truncated || (length < 18 && exception.Reason is PictureProblem.NotAPicture),
                    $"{length} of {file.Length} bytes, beginning with {file[1]}: {exception.Message}");
            }
        }
    }

    [Fact]
    public void Sizes_of_zero()
    {
        Refused(PictureInspectorTests.MakePng(0, 5, 8, 2, 0, []), PictureProblem.ZeroSize, "a size of 0 x 5");
        Refused(Jpeg(5, 0), PictureProblem.ZeroSize, "a size of 5 x 0");
        Refused(Gif(0, 0), PictureProblem.ZeroSize, "a size of 0 x 0");
        Refused(Bmp(0, 5), PictureProblem.ZeroSize, "a size of 0 x 5");
        Refused(WebPLossy(0, 5), PictureProblem.ZeroSize, "a size of 0 x 5");
    }

    [Fact]
    public void Sizes_above_the_limit_are_refused_without_taking_memory()
    {
        byte[][] files = [Jpeg(60000, 60000), Gif(60000, 60000), WebPExtended(1 << 24, 1 << 24), PictureInspectorTests.MakePng(60000, 60000, 8, 2, 0, new byte[100]), HugeBmp()];
        foreach (var file in files.Append(GifOfFrameAt(1, 1, 30000, 30000)))
        {
            Refused(file, PictureProblem.TooLarge, "but at most 178956970 are allowed");
        }

        Refused(Jpeg(60000, 60000), PictureProblem.TooLarge, "picture: the JPEG states a size of 60000 x 60000, 3600000000 pixels");
    }

    [Fact]
    public void A_raised_limit_lets_a_header_through_but_takes_no_memory_for_its_pixels()
    {
        var file = PictureInspectorTests.MakePng(60000, 60000, 8, 2, 0, new byte[100]);
        Throws(); // once before measuring, for what is made only once
        var before = GC.GetAllocatedBytesForCurrentThread();
        Throws();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);

        void Throws() => Assert.Equal(
            PictureProblem.Truncated,
            Assert.Throws<PictureException>(() => PictureInspector.Inspect(file, "x", maximumPixels: long.MaxValue)).Reason);
    }

    [Fact]
    public void The_limit_itself_is_allowed()
    {
        Assert.Equal(9, PictureInspector.Inspect(PngFile(), "x", maximumPixels: 63).Width);
        Assert.Throws<PictureException>(() => PictureInspector.Inspect(PngFile(), "x", maximumPixels: 62));
    }

    [Fact]
    public void Png_with_a_byte_changed_in_any_chunk_that_counts()
    {
        var file = PngFile();
        for (var at = 8; at < file.Length - 12; at++)
        {
            var changed = file.ToArray();
            changed[at] ^= 0x10;
            Assert.Throws<PictureException>(() => PictureInspector.Inspect(changed, "x"));
        }

        file[45] ^= 1;
        Refused(file, PictureProblem.Damaged, "the checksum of its IDAT chunk at byte 33 is ");
    }

    [Fact]
    public void Png_that_contradicts_itself()
    {
        Refused(PictureInspectorTests.MakePng(2, 2, 8, 3, 0, new byte[6]), PictureProblem.Damaged, "its palette is missing");
        Refused(PictureInspectorTests.MakePng(2, 2, 4, 2, 0, new byte[20]), PictureProblem.Damaged, "colour type 2, depth 4");
        Refused(PictureInspectorTests.MakePng(2, 2, 8, 2, 2, new byte[20]), PictureProblem.Damaged, "interlacing 2");
        Refused([.. PngFile().AsSpan(0, 33), .. Png.Chunk("IDAT", 1, 2, 3, 4, 5, 6), .. Png.Chunk("IEND")], PictureProblem.Damaged, "cannot be inflated");
        Refused([.. PngFile().AsSpan(0, 33), .. Png.Chunk("IEND")], PictureProblem.Truncated, "before its data");
        Refused([.. PngFile().AsSpan(0, 8), .. Png.Chunk("IDAT", 1)], PictureProblem.Damaged, "does not begin with its header");
        Refused(PictureInspectorTests.MakePng(20, 20, 8, 2, 0, new byte[1219]), PictureProblem.Truncated, "with 1219 of 1220 bytes of its rows");
    }

    [Fact]
    public void Jpeg_that_contradicts_itself()
    {
        Refused([0xFF, 0xD8, 0xFF, 0xD9], PictureProblem.Damaged, "it has no pixels");
        Refused([0xFF, 0xD8, .. Scan(1, 2), 0xFF, 0xD9], PictureProblem.Damaged, "pixels before it states its size");
        Refused([0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0xFF, 0xD9], PictureProblem.Damaged, "states a length of 1");
        Refused(Jpeg(frameMarker: 0xC3), PictureProblem.UnsupportedFormat, "lossless");
        Refused(Jpeg(precision: 12), PictureProblem.UnsupportedFormat, "12 bits per colour");
        Refused([0xFF, 0xD8, .. Segment(0xC0, 8, 0, 1, 0, 1, 7)], PictureProblem.Damaged, "7 components");
    }

    [Fact]
    public void The_other_formats_where_they_contradict_themselves()
    {
        Refused([.. Gif().AsSpan(0, 19), 0x3B], PictureProblem.Damaged, "it has no pixels");
        Refused([.. Gif().AsSpan(0, 19), 0x77], PictureProblem.Damaged, "a block at byte 19 is of the unknown kind 77");
        Refused(Bmp(depth: 7), PictureProblem.Damaged, "7 bits per pixel");
        var packed = Bmp();
        packed[30] = 5;
        Refused(packed, PictureProblem.UnsupportedFormat, "compressed by method 5");
        Refused(WebP(WebPChunk("EXIF", 1, 2)), PictureProblem.Damaged, "it has no pixels");
        Refused(WebP(WebPChunk("VP8 ", new byte[12])), PictureProblem.Damaged, "do not begin as lossy data do");
        Refused(WebP([.. WebPChunk("VP8L", new byte[12]).AsSpan(0, 4), .. Little32(99)]), PictureProblem.Damaged, "longer than the file");
    }

    [Fact]
    public void Nothing_else_than_refusal_comes_of_damage_at_random()
    {
        var random = new Random(20240519);
        var let = 0;
        for (var round = 0; round < 30_000; round++)
        {
            var file = Mutate(_sound[round % _sound.Length], random);
            try
            {
                var header = PictureInspector.Inspect(file, "x", maximumPixels: 1_000_000);
                Assert.True(header.Width > 0 && header.Height > 0 && (long)header.Width * header.Height <= 1_000_000);
                Assert.InRange(header.Orientation, 1, 8);
                let++;
            }
            catch (PictureException)
            {
            }
        }

        Assert.InRange(let, 1, 29_999); // neither all nor nothing came through, so both ways were tried
    }

    [SkippableFact]
    public void The_reference_files_are_told_apart()
    {
        var folder = SharedFiles.RequireOrSkip("reference", "formats");
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        Dictionary<string, PictureProblem> expected = new()
        {
            ["empty.jpg"] = PictureProblem.Empty,
            ["text.jpg"] = PictureProblem.NotAPicture,
            ["html-named.png"] = PictureProblem.NotAPicture,
            ["cut-in-header.jpg"] = PictureProblem.Truncated,
            ["cut-in-half.jpg"] = PictureProblem.Truncated,
            ["cut-in-half.png"] = PictureProblem.Truncated,
            ["zero-size.png"] = PictureProblem.ZeroSize,
            ["claims-60000x60000.png"] = PictureProblem.TooLarge,
            ["bad-checksum.png"] = PictureProblem.Damaged,
        };
        foreach (var one in cases.RootElement.EnumerateArray())
        {
            var name = one.GetProperty("file").GetString()!;
            var bytes = File.ReadAllBytes(Path.Combine(folder, name));
            if (one.GetProperty("reads").GetBoolean())
            {
                var header = PictureInspector.Inspect(bytes, name);
                Assert.Equal((one.GetProperty("size")[0].GetInt32(), one.GetProperty("size")[1].GetInt32()), (header.Width, header.Height));
                Assert.Equal(one.GetProperty("mode").GetString() is "RGBA" or "LA", header.HasAlpha);
                Assert.Equal(name == "turned-by-exif.jpg" ? 6 : 1, header.Orientation);
            }
            else
            {
                var exception = Assert.Throws<PictureException>(() => PictureInspector.Inspect(bytes, name));
                Assert.Equal(expected[name], exception.Reason);
                Assert.StartsWith(name + ": ", exception.Message);
            }
        }
    }

    private static byte[] Mutate(byte[] file, Random random)
    {
        var bytes = file.ToList();
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 1; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes[at] = 0xFF;
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 9)).Select(_ => (byte)random.Next(256)));
                    break;
            }
        }

        return bytes.ToArray();
    }

    private static byte[] HugeBmp()
    {
        var file = Bmp();
        Little32(60000).CopyTo(file, 18);
        Little32(-60000).CopyTo(file, 22);
        return file;
    }

    private static void Refused(byte[] file, PictureProblem reason, string expected)
    {
        var exception = Assert.Throws<PictureException>(() => PictureInspector.Inspect(file, "picture"));
        Assert.Equal(reason, exception.Reason);
        Assert.Contains(expected, exception.Message);
        Assert.StartsWith("picture: ", exception.Message);
        Assert.Equal("picture", exception.Picture);
    }
}
