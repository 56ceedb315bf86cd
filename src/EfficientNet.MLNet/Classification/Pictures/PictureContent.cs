using System.IO.Hashing;
using System.Runtime.InteropServices;
using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline;

namespace EfficientNet.MLNet.Classification;

/// <summary>
/// A row's picture as it waits for a worker: a path, a copy of a file's bytes or of an image's pixels, or normalized pixels. One worker at a time
/// uses it. What is wrong with the picture is thrown as <see cref="PictureException"/>.
/// </summary>
internal abstract class PictureContent : IDisposable
{
    /// <summary>What the picture is called: its path, or the number of its row.</summary>
    public abstract string Name { get; }

    /// <summary>How many bytes of memory it takes while it waits.</summary>
    public virtual long Size => 0;

    /// <summary>Whether there is a picture that can be opened, or only normalized pixels.</summary>
    public virtual bool IsPicture => true;

    /// <summary>What the picture is known by: a hash of the file's bytes, of the pixels, or of the numbers.</summary>
    public abstract UInt128 Hash();

    /// <summary>The decoded picture.</summary>
    public abstract OpenPicture Open();

    /// <summary>The network's input. Where there is a picture, it is prepared as when it is scored.</summary>
    public abstract void Prepare(Span<float> prepared);

    public virtual void Dispose()
    {
    }

    /// <summary>The hash of some bytes.</summary>
    protected static UInt128 HashOf(ReadOnlySpan<byte> bytes) => XxHash128.HashToUInt128(bytes);

    /// <summary>A picture in a file.</summary>
    public sealed class OfPath(PictureReader reader, string name, string path) : PictureContent
    {
        private FileBytes? _bytes;

        public override string Name => name;

        public override UInt128 Hash() => HashOf(Read().Span);

        public override OpenPicture Open() => reader.OpenFile(Read(), reader.FileOf(path));

        public override void Prepare(Span<float> prepared)
        {
            using OpenPicture picture = Open();
            reader.Prepare(picture, prepared);
        }

        public override void Dispose() => _bytes?.Dispose();

        private ReadOnlyMemory<byte> Read() => (_bytes ??= reader.ReadPath(path)).Bytes;
    }

    /// <summary>A file's bytes.</summary>
    public sealed class OfBytes(PictureReader reader, string name, byte[] bytes) : PictureContent
    {
        public override string Name => name;

        public override long Size => bytes.Length;

        public override UInt128 Hash() => HashOf(bytes);

        public override OpenPicture Open() => reader.OpenFile(bytes, name);

        public override void Prepare(Span<float> prepared)
        {
            using OpenPicture picture = Open();
            reader.Prepare(picture, prepared);
        }
    }

    /// <summary>A copy of an image's pixels.</summary>
    public sealed class OfImage(PictureReader reader, string name, byte[] pixels, int height, int width, PixelOrder order) : PictureContent
    {
        public override string Name => name;

        public override long Size => pixels.Length;

        public override UInt128 Hash()
        {
            var hash = new XxHash128();
            hash.Append(MemoryMarshal.AsBytes<int>([height, width, (int)order]));
            hash.Append(pixels);
            return hash.GetCurrentHashAsUInt128();
        }

        public override OpenPicture Open() => new(pixels, height, width, order, isRented: false);

        public override void Prepare(Span<float> prepared) => reader.PreparePixels(pixels, height, width, order, prepared);
    }

    /// <summary>Normalized pixels.</summary>
    public sealed class OfPixels(string name, float[] pixels) : PictureContent
    {
        public override string Name => name;

        public override long Size => (long)pixels.Length * sizeof(float);

        public override bool IsPicture => false;

        public override UInt128 Hash() => HashOf(MemoryMarshal.AsBytes<float>(pixels));

        public override OpenPicture Open() => throw new NotSupportedException("Normalized pixels are no picture any more.");

        public override void Prepare(Span<float> prepared) => pixels.CopyTo(prepared);
    }

    /// <summary>A row whose image could not be read when the data were there.</summary>
    public sealed class Broken(string name, PictureException problem) : PictureContent
    {
        public override string Name => name;

        public override UInt128 Hash() => throw problem;

        public override OpenPicture Open() => throw problem;

        public override void Prepare(Span<float> prepared) => throw problem;
    }
}
