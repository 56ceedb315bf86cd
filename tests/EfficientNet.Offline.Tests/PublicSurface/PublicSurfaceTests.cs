using System.Reflection;

namespace EfficientNet.Offline.Tests.PublicSurface;

/// <summary>A stand-in may lack what the real assembly has, but has nothing that the real one lacks: what compiles here compiles there.</summary>
public class PublicSurfaceTests
{
    public static readonly TheoryData<string> Assemblies =
    [
        "Microsoft.ML.Core",
        "Microsoft.ML.Data",
        "Microsoft.ML.DataView",
        "Microsoft.ML.ImageAnalytics",
        "Microsoft.ML.OnnxTransformer",
        "Microsoft.ML.StandardTrainers",
        "Microsoft.ML.Transforms",
    ];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void HasNothingThatTheRealAssemblyLacks(string assembly)
    {
        var real = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "public-api", assembly + ".txt"));

        var listed = SurfaceListing.Of(Assembly.Load(assembly)).ToArray();

        Assert.NotEmpty(listed);
        var surplus = Surplus(listed, real);
        Assert.True(surplus.Count == 0, $"{assembly} offers what the real one lacks:{Environment.NewLine}{string.Join(Environment.NewLine, surplus)}");
    }

    [Fact]
    public void ListsEveryKindOfDeclarationAsTheFilesDo()
    {
        string[] expected =
        [
            "EfficientNet.Offline.Tests.PublicSurface.PublicSurfaceTests.Sample<T> :: abstract class : System.IDisposable where T : ReferenceTypeConstraint, System.IDisposable",
            "EfficientNet.Offline.Tests.PublicSurface.PublicSurfaceTests.Sample<T>..ctor() [protected ]",
            "EfficientNet.Offline.Tests.PublicSurface.PublicSurfaceTests.Sample<T>.Dispose() : System.Void [public abstract]",
            "EfficientNet.Offline.Tests.PublicSurface.PublicSurfaceTests.Sample<T>.Field : public readonly System.Int32[]",
            "EfficientNet.Offline.Tests.PublicSurface.PublicSurfaceTests.Sample<T>.Make<U>(ref T first, params U[] rest) : System.Collections.Generic.List<U> [public static]",
            "EfficientNet.Offline.Tests.PublicSurface.PublicSurfaceTests.Sample<T>.ToString() : System.String [public override]",
            "EfficientNet.Offline.Tests.PublicSurface.PublicSurfaceTests.Sample<T>.With(System.Single value = 0.5, System.String text = null) : System.Void [protected virtual]",
        ];

        Assert.Equal(expected, SurfaceListing.Of(typeof(Sample<>)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TellsSurplusFromLess()
    {
        string[] real = ["A :: class : B, C, D", "A.Run() : System.Void [public ]"];

        Assert.Empty(Surplus(["A :: class : B, D"], real));
        Assert.Equal(["A :: class : B, E"], Surplus(["A :: class : B, E"], real));
        Assert.Equal(["A :: sealed class : B"], Surplus(["A :: sealed class : B"], real));
        Assert.Equal(["A.Run(System.Int32 n) : System.Void [public ]"], Surplus(["A.Run(System.Int32 n) : System.Void [public ]"], real));
    }

    /// <summary>The lines that the real listing has neither as they are nor, for a type, with more bases.</summary>
    private static List<string> Surplus(IEnumerable<string> listed, string[] real)
    {
        var lines = real.ToHashSet();
        var types = real.Where(line => line.Contains(" :: ", StringComparison.Ordinal)).Select(Split).ToDictionary(type => type.Kind, type => type.Bases);
        return listed.Where(line => !lines.Contains(line)
            && !(line.Contains(" :: ", StringComparison.Ordinal) && types.TryGetValue(Split(line).Kind, out var bases) && Split(line).Bases.All(bases.Contains))).ToList();
    }

    /// <summary>A type's line as what must be equal (name, kind, constraints) and the bases.</summary>
    private static (string Kind, string[] Bases) Split(string line)
    {
        var constraintsAt = line.IndexOf(" where ", StringComparison.Ordinal);
        var (head, constraints) = constraintsAt < 0 ? (line, "") : (line[..constraintsAt], line[constraintsAt..]);
        var basesAt = head.IndexOf(" : ", StringComparison.Ordinal);
        return basesAt < 0 ? (head + constraints, []) : (head[..basesAt] + constraints, head[(basesAt + 3)..].Split(", "));
    }

    public abstract class Sample<T> : IDisposable
        where T : class, IDisposable
    {
        public readonly int[] Field = [];

        public abstract void Dispose();

        public static List<U> Make<U>(ref T first, params U[] rest) => [.. rest];

        public override string ToString() => "";

        protected virtual void With(float value = 0.5f, string? text = null)
        {
        }

        private protected void Hidden()
        {
        }
    }
}
