using System.Numerics;
using System.Runtime.ExceptionServices;
using EfficientNet.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>The column of pictures: what is needed of each row's picture waits for a worker.</summary>
internal abstract class CapturedPictures
{
    /// <param name="kind">What the column holds.</param>
    /// <param name="settings">How pictures are read and prepared.</param>
    /// <param name="input">A cursor in which the column is active.</param>
    /// <param name="column">The column.</param>
    /// <param name="window">How many rows' pictures are kept at once.</param>
    public static CapturedPictures Create(
        InputKind kind, PictureSettings settings, DataViewRowCursor input, DataViewSchema.Column column, int window)
    {
        var reader = new PictureReader(settings);
        return kind switch
        {
            InputKind.Path => new Paths(reader, input.GetGetter<ReadOnlyMemory<char>>(column), window),
            InputKind.Bytes => new Files(reader, input.GetGetter<VBuffer<byte>>(column), window),
            InputKind.Image => new Images(reader, input.GetGetter<MLImage>(column), window),
            _ => new Pixels(input.GetGetter<VBuffer<float>>(column), window),
        };
    }

    /// <summary>Keeps the picture of the input's current row.</summary>
    public abstract void Capture(int place);

    /// <summary>Turns a kept picture into the network's input. Several threads may do it at once for several places.</summary>
    /// <exception cref="PictureException">The picture is broken.</exception>
    public abstract void Prepare(int place, Span<float> prepared);

    /// <summary>Only looks whether a kept picture is broken.</summary>
    /// <exception cref="PictureException">It is.</exception>
    public abstract void Check(int place);

    private sealed class Paths(PictureReader reader, ValueGetter<ReadOnlyMemory<char>> get, int window) : CapturedPictures
    {
        private readonly ReadOnlyMemory<char>[] _paths = new ReadOnlyMemory<char>[window];

        public override void Capture(int place) => get(ref _paths[place]);

        public override void Prepare(int place, Span<float> prepared) => reader.PreparePath(_paths[place].ToString(), prepared);

        public override void Check(int place) => reader.OpenPath(_paths[place].ToString()).Dispose();
    }

    private sealed class Files(PictureReader reader, ValueGetter<VBuffer<byte>> get, int window) : CapturedPictures
    {
        private readonly Bytes[] _files = new Bytes[window];
        private VBuffer<byte> _current;

        public override void Capture(int place)
        {
            get(ref _current);
            _current.CopyTo(_files[place].OfLength(_current.Length));
        }

        public override void Prepare(int place, Span<float> prepared) => reader.PrepareBytes(_files[place].Memory, prepared);

        public override void Check(int place) => reader.OpenBytes(_files[place].Memory).Dispose();
    }

    private sealed class Images(PictureReader reader, ValueGetter<MLImage> get, int window) : CapturedPictures
    {
        // A window of photographs as cameras make them would take gigabytes. Those are prepared at once, which takes far less time than what made them.
        private const int MostBytesKept = 4 << 20;

        private readonly Bytes[] _pixels = new Bytes[window];
        private readonly (int Height, int Width, PixelOrder Order)[] _shapes = new (int, int, PixelOrder)[window];
        private readonly float[]?[] _prepared = new float[window][];
        private readonly ExceptionDispatchInfo?[] _problems = new ExceptionDispatchInfo?[window];
        private MLImage? _current;

        public override void Capture(int place)
        {
            // Not the image itself: it may be disposed of, or change, as soon as the input moves on.
            get(ref _current!);
            _problems[place] = null;
            try
            {
                using OpenPicture picture = reader.OpenImage(_current);
                _shapes[place] = (picture.Height, picture.Width, picture.Order);
                if (IsKept(picture.Height, picture.Width))
                {
                    picture.Pixels.CopyTo(_pixels[place].OfLength(picture.Pixels.Length));
                }
                else
                {
                    reader.PreparePixels(picture.Pixels, picture.Height, picture.Width, picture.Order, _prepared[place] ??= new float[reader.Length]);
                }
            }
            catch (PictureException exception)
            {
                _problems[place] = ExceptionDispatchInfo.Capture(exception);
            }
        }

        public override void Prepare(int place, Span<float> prepared)
        {
            Check(place);
            (int height, int width, PixelOrder order) = _shapes[place];
            if (IsKept(height, width))
            {
                reader.PreparePixels(_pixels[place].Memory.Span, height, width, order, prepared);
            }
            else
            {
                _prepared[place].CopyTo(prepared);
            }
        }

        public override void Check(int place) => _problems[place]?.Throw();

        private static bool IsKept(int height, int width) => (long)height * width * 4 <= MostBytesKept;
    }

    private sealed class Pixels(ValueGetter<VBuffer<float>> get, int window) : CapturedPictures
    {
        private readonly VBuffer<float>[] _pixels = new VBuffer<float>[window];

        public override void Capture(int place) => get(ref _pixels[place]);

        public override void Prepare(int place, Span<float> prepared)
        {
            if (_pixels[place].Length != prepared.Length)
            {
                throw new InvalidOperationException($"A row has {_pixels[place].Length:N0} normalized pixels, expected {prepared.Length:N0}.");
            }

            _pixels[place].CopyTo(prepared);
        }

        public override void Check(int place)
        {
        }
    }

    /// <summary>Bytes in an array that grows and then serves one row after another.</summary>
    private struct Bytes
    {
        private byte[]? _array;
        private int _length;

        public readonly ReadOnlyMemory<byte> Memory => _array.AsMemory(0, _length);

        public Span<byte> OfLength(int length)
        {
            if (_array is null || _array.Length < length)
            {
                // Not a little more each time a file is a little larger.
                _array = new byte[Math.Min((long)BitOperations.RoundUpToPowerOf2((uint)length), Array.MaxLength)];
            }

            _length = length;
            return _array.AsSpan(0, length);
        }
    }
}
