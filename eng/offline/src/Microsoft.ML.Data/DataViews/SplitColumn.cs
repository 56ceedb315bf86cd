using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

// The column that says which part of a split a row goes to: a random number, or what follows from the sampling key, so that rows with one key stay together.
internal static class SplitColumn
{
    private const uint DefaultSeed = 42;

    public static string Add(IHostEnvironment env, ref IDataView data, string samplingKeyColumnName, int? seed)
    {
        var name = "SplitColumn";
        for (var i = 0; data.Schema.GetColumnOrNull(name) is not null; i++)
            name = $"SplitColumn_{i:000}";

        seed ??= (env as IHostEnvironmentInternal)?.Seed;
        if (samplingKeyColumnName is null)
        {
            data = new RandomColumnDataView(data, name, (uint?)seed ?? DefaultSeed);
            return name;
        }

        var key = data.Schema.GetColumnOrNull(samplingKeyColumnName)
            ?? throw env.ExceptSchemaMismatch(nameof(samplingKeyColumnName), "SamplingKeyColumn", samplingKeyColumnName);
        if (key.Type is KeyDataViewType)
            data = new ColumnCopyingEstimator(env, (name, samplingKeyColumnName)).Fit(data).Transform(data);
        else
            data = new RowToRowMapperTransform(env, data, new KeyToFraction(data, key, name, seed ?? (int)DefaultSeed));
        return name;
    }

    public static IDataView Drop(IHostEnvironment env, IDataView data, string name) =>
        new ColumnSelectingTransformer(env, keep: false, [name]).Transform(data);

    // Single and Double keys are scaled to [0, 1] as they lie; of others, a hash is.
    private sealed class KeyToFraction(IDataView data, DataViewSchema.Column key, string name, int seed) : IRowMapper
    {
        private readonly Lazy<(double Min, double Max)> _extent = new(() => Extent(data, key));

        public DataViewSchema.DetachedColumn[] GetOutputColumns() => [new(name, NumberDataViewType.Double)];

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput) => column => column == key.Index && activeOutput(0);

        public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
        {
            disposer = null;
            if (!activeOutput(0))
                return [null];
            var itemType = key.Type.GetItemType().RawType;
            return
            [
                key.Type == NumberDataViewType.Single || key.Type == NumberDataViewType.Double
                    ? Utils.MarshalInvoke<Delegate>(MakeScaledGetter<float>, itemType, input)
                    : key.Type is VectorDataViewType
                    ? Utils.MarshalInvoke<Delegate>(MakeVectorHashGetter<int>, itemType, input)
                    : Utils.MarshalInvoke<Delegate>(MakeHashGetter<int>, itemType, input),
            ];
        }

        private Delegate MakeScaledGetter<T>(DataViewRow input)
        {
            var getter = input.GetGetter<T>(key);
            return (ValueGetter<double>)((ref double fraction) =>
            {
                T value = default;
                getter(ref value);
                var (min, max) = _extent.Value;
                fraction = max > min ? (Convert.ToDouble(value) - min) / (max - min) : 0;
            });
        }

        private Delegate MakeHashGetter<T>(DataViewRow input)
        {
            var getter = input.GetGetter<T>(key);
            return (ValueGetter<double>)((ref double fraction) =>
            {
                T value = default;
                getter(ref value);
                fraction = Fraction(Hash(Start(), value));
            });
        }

        private Delegate MakeVectorHashGetter<T>(DataViewRow input)
        {
            var getter = input.GetGetter<VBuffer<T>>(key);
            return (ValueGetter<double>)((ref double fraction) =>
            {
                VBuffer<T> value = default;
                getter(ref value);
                fraction = Fraction(value.DenseValues().Aggregate(Start(), Hash));
            });
        }

        private ulong Start() => 0xCBF29CE484222325 ^ (uint)seed;

        // FNV-1a over the value as text, which is the same on every machine.
        private static ulong Hash<T>(ulong hash, T value)
        {
            var text = FormattableString.Invariant($"{value}\0");
            foreach (var part in MemoryMarshal.AsBytes(text.AsSpan()))
                hash = (hash ^ part) * 0x100000001B3;
            return hash;
        }

        private static double Fraction(ulong hash)
        {
            // Its last characters reach the high bits too little: mix.
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
            hash = BitOperations.RotateLeft(hash, 31) * 0x94D049BB133111EB;
            return (hash >> 11) * (1.0 / (1L << 53));
        }

        private static (double Min, double Max) Extent(IDataView data, DataViewSchema.Column key)
        {
            var values = key.Type == NumberDataViewType.Single ? data.GetColumn<float>(key).Select(value => (double)value) : data.GetColumn<double>(key);
            var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
            foreach (var value in values.Where(value => !double.IsNaN(value)))
                (min, max) = (Math.Min(min, value), Math.Max(max, value));
            return (min, max);
        }
    }
}
