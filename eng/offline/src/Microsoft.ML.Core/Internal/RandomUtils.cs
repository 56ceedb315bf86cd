using System.Numerics;

namespace Microsoft.ML;

internal static class RandomUtils
{
    public static Random Create(int? seed = null) => seed is { } value ? new TauswortheHybrid((uint)value) : new TauswortheHybrid(new Random());

    public static Random Create(Random source) => new TauswortheHybrid(source);

    public static float NextSingle(Random random) => random.NextSingle();
}

// Three Tausworthe generators and a linear congruential one, combined by xor (Howes and Thomas, GPU Gems 3, chapter 37).
// ML.NET draws from the same generator, so that splits by a seed come out the same.
internal sealed class TauswortheHybrid : Random
{
    private uint _z1;
    private uint _z2;
    private uint _z3;
    private uint _z4;

    public TauswortheHybrid(uint seed)
    {
        _z1 = seed;
        _z2 = MurmurRound(_z1, _z1);
        _z3 = MurmurRound(_z2, _z1);
        _z4 = MurmurRound(_z3, _z1);
    }

    public TauswortheHybrid(Random source)
    {
        // The Tausworthe generators want states of at least 128.
        _z1 = Draw(source, 128);
        _z2 = Draw(source, 128);
        _z3 = Draw(source, 128);
        _z4 = Draw(source, 0);
    }

    public override float NextSingle() => (NextUInt32() >> 9) * (1f / (1 << 23));

    public override double NextDouble() => NextUInt32() * (1.0 / (1L << 32));

    protected override double Sample() => NextDouble();

    public override int Next()
    {
        var bits = NextUInt32();
        return (int)(bits + (bits & 0x80000000));
    }

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)((ulong)NextUInt32() * (ulong)maxValue >> 32);
    }

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (int)((long)(NextDouble() * ((long)maxValue - minValue)) + minValue);
    }

    public override void NextBytes(byte[] buffer)
    {
        for (var i = 0; i < buffer.Length; i++)
            buffer[i] = (byte)Next();
    }

    private uint NextUInt32()
    {
        Step(ref _z1, 13, 19, 12, ~1u);
        Step(ref _z2, 2, 25, 4, ~7u);
        Step(ref _z3, 3, 11, 17, ~15u);
        _z4 = 1664525 * _z4 + 1013904223;
        return _z1 ^ _z2 ^ _z3 ^ _z4;
    }

    private static void Step(ref uint state, int s1, int s2, int s3, uint mask) =>
        state = ((state & mask) << s3) ^ (((state << s1) ^ state) >> s2);

    private static uint Draw(Random source, uint minimum)
    {
        while (true)
        {
            var value = ((uint)source.Next(0x10000) << 16) | (uint)source.Next(0x10000);
            if (value >= minimum)
                return value;
        }
    }

    private static uint MurmurRound(uint hash, uint chunk)
    {
        chunk = BitOperations.RotateLeft(chunk * 0xCC9E2D51, 15) * 0x1B873593;
        return BitOperations.RotateLeft(hash ^ chunk, 13) * 5 + 0xE6546B64;
    }
}
