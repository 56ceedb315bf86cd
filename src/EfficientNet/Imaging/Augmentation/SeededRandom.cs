using System.Buffers.Binary;
using System.Numerics;

namespace EfficientNet.Imaging;

/// <summary>
/// Random numbers that are the same for all time: xoshiro256** (Blackman and Vigna: Scrambled Linear Pseudorandom Number Generators, 2021, figure 1).
/// What <see cref="Random"/> itself makes of a seed is not promised to stay the same from one version of .NET to the next, and with it would go
/// every cached feature of an augmented picture.
/// </summary>
internal sealed class SeededRandom : Random
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Random numbers from 32 bytes that are random themselves, such as a hash.</summary>
    public SeededRandom(ReadOnlySpan<byte> seed)
    {
        _s0 = BinaryPrimitives.ReadUInt64LittleEndian(seed);
        _s1 = BinaryPrimitives.ReadUInt64LittleEndian(seed[8..]);
        _s2 = BinaryPrimitives.ReadUInt64LittleEndian(seed[16..]);
        _s3 = BinaryPrimitives.ReadUInt64LittleEndian(seed[24..]);
        if ((_s0 | _s1 | _s2 | _s3) == 0)
        {
            // A state of nothing but zeros would stay so.
            _s3 = 1;
        }
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    public override int Next() => (int)Below(int.MaxValue);

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return maxValue == 0 ? 0 : (int)Below((ulong)maxValue);
    }

    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public override long NextInt64() => (long)Below(long.MaxValue);

    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return maxValue == 0 ? 0 : (long)Below((ulong)maxValue);
    }

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return minValue == maxValue ? minValue : minValue + (long)Below((ulong)(maxValue - minValue));
    }

    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1L << 53));

    public override float NextSingle() => (NextBits() >> 40) * (1.0f / (1 << 24));

    public override void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        NextBytes(buffer.AsSpan());
    }

    public override void NextBytes(Span<byte> buffer)
    {
        for (; buffer.Length >= sizeof(ulong); buffer = buffer[sizeof(ulong)..])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(buffer, NextBits());
        }

        for (var bits = buffer.Length > 0 ? NextBits() : 0; buffer.Length > 0; bits >>= 8, buffer = buffer[1..])
        {
            buffer[0] = (byte)bits;
        }
    }

    protected override double Sample() => NextDouble();

    /// <summary>
    /// A number below a bound above 0, each as likely (Lemire: Fast Random Integer Generation in an Interval, 2019, algorithm 5).
    /// </summary>
    private ulong Below(ulong bound)
    {
        var high = Math.BigMul(NextBits(), bound, out var low);
        if (low < bound)
        {
            for (var excess = (0 - bound) % bound; low < excess;)
            {
                high = Math.BigMul(NextBits(), bound, out low);
            }
        }

        return high;
    }
}
