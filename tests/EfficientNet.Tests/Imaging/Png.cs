using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace EfficientNet.Tests.Imaging;

/// <summary>Reads and writes PNG files of 8-bit RGB without interlacing, which is all that tests need.</summary>
internal static class Png
{
    private static readonly byte[] _signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static DrawnPicture Read(byte[] file)
    {
        if (!file.AsSpan().StartsWith(_signature))
        {
            throw new InvalidDataException("No PNG file.");
        }

        using var data = new MemoryStream();
        var (width, height) = (0, 0);
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var type = Encoding.ASCII.GetString(file, at + 4, 4);
            var content = file.AsSpan(at + 8, length);
            if (type == "IHDR")
            {
                (width, height) = (BinaryPrimitives.ReadInt32BigEndian(content), BinaryPrimitives.ReadInt32BigEndian(content[4..]));
                if (!content[8..].SequenceEqual<byte>([8, 2, 0, 0, 0]))
                {
                    throw new NotSupportedException("Only 8-bit RGB without interlacing.");
                }
            }
            else if (type == "IDAT")
            {
                data.Write(content);
            }

            at += length + 12;
        }

        data.Position = 0;
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        var picture = new DrawnPicture(width, height);
        var row = new byte[width * 3];
        var previous = new byte[width * 3];
        for (var y = 0; y < height; y++)
        {
            var filter = inflated.ReadByte();
            inflated.ReadExactly(row);
            for (var i = 0; i < row.Length; i++)
            {
                int left = i >= 3 ? row[i - 3] : 0, up = previous[i], upLeft = i >= 3 ? previous[i - 3] : 0;
                row[i] += (byte)(filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, 4 => Paeth(left, up, upLeft), _ => throw new InvalidDataException() });
            }

            row.CopyTo(picture.Pixels, y * row.Length);
            (row, previous) = (previous, row);
        }

        return picture;
    }

    public static byte[] Write(DrawnPicture picture)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        (header[8], header[9]) = (8, 2);
        var rows = new byte[picture.Height * (1 + picture.Width * 3)];
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Pixels.AsSpan(y * picture.Width * 3, picture.Width * 3).CopyTo(rows.AsSpan(y * (1 + picture.Width * 3) + 1));
        }

        return [.. _signature, .. Chunk("IHDR", header), .. Chunk("IDAT", Deflate(rows)), .. Chunk("IEND")];
    }

    /// <summary>A chunk with its length and checksum.</summary>
    public static byte[] Chunk(string type, params byte[] content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), Crc(chunk.AsSpan(4, content.Length + 4)));
        return chunk;
    }

    public static byte[] Deflate(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var deflater = new ZLibStream(stream, CompressionLevel.Fastest))
        {
            deflater.Write(bytes);
        }

        return stream.ToArray();
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }

    private static int Paeth(int left, int up, int upLeft)
    {
        var estimate = left + up - upLeft;
        var (toLeft, toUp, toUpLeft) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - upLeft));
        return toLeft <= toUp && toLeft <= toUpLeft ? left : toUp <= toUpLeft ? up : upLeft;
    }
}
