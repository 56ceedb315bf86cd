using System.Text;
using EfficientNet.Architecture;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Architecture;

/// <summary>
/// Every variant's tensors and counts are those of the approved listing, one file a network. With the environment variable
/// EFFICIENTNET_APPROVE set to 1 the tests write the listings instead and are skipped: what changed is then seen in the difference.
/// </summary>
public class ApprovedListingTests
{
    private static readonly string[] _folder = ["tests", "EfficientNet.Tests", "TestData", "approvals"];

    private static readonly string _approvals = Path.Combine(SharedFiles.RepositoryRoot(), Path.Combine(_folder));

    public static TheoryData<string> Networks => [.. EfficientNetVariant.All.Select(variant => variant.ShortName).Distinct()];

    [SkippableTheory]
    [MemberData(nameof(Networks))]
    public void Tensors_and_counts_are_the_approved_ones(string shortName)
    {
        var path = Path.Combine(_approvals, $"{shortName}.txt");
        var listing = Listing(shortName);
        if (Environment.GetEnvironmentVariable("EFFICIENTNET_APPROVE") == "1")
        {
            Directory.CreateDirectory(_approvals);
            File.WriteAllText(path, listing);
            Skip.If(true, $"Wrote {path} for approval.");
        }

        Assert.True(File.Exists(path), $"There is no {path}; set EFFICIENTNET_APPROVE to 1 to write it.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), listing);
    }

    [Fact]
    public void Every_listing_is_of_a_network() =>
        Assert.Equal(
            EfficientNetVariant.All.Select(variant => variant.ShortName).Distinct().Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(_approvals).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    /// <summary>A line of counts for each padding, then the tensors, which are the same in both.</summary>
    private static string Listing(string shortName)
    {
        var networks = EfficientNetVariant.All.Where(variant => variant.ShortName == shortName).Select(variant => variant.Expand()).ToList();
        var tensors = networks.Select(network => TensorLines(network.Tensors).ToList()).ToList();
        Assert.All(tensors, lines => Assert.Equal(tensors[0], lines));
        return string.Join('\n', [.. networks.Select(Counts), "", .. tensors[0], ""]);
    }

    private static string Counts(Network network)
    {
        var variant = network.Variant;
        var size = variant.Resolution;
        return FormattableString.Invariant(
            $"{variant.Name}: {variant.Padding} padding, epsilon {variant.BatchNormEpsilon}, {variant.Activation}, dropout {variant.DropoutRate}, ")
            + FormattableString.Invariant($"{network.Tensors.Count} tensors, {network.ParameterCount} parameters, {network.Features} features, ")
            + FormattableString.Invariant($"receptive field {network.ReceptiveField}; at {size} x {size} {network.MultiplyAdds(size, size)} multiply-adds, ")
            + FormattableString.Invariant($"{network.PeakActivationBytes(size, size)} bytes of activations");
    }

    /// <summary>
    /// A line for each block or layer that several tensors belong to. Within it the tensors in their order; those of one module and
    /// one shape that follow one another are written together: <c>bn1 weight bias running_mean running_var 32</c>.
    /// </summary>
    private static IEnumerable<string> TensorLines(IReadOnlyList<TensorSpecification> tensors)
    {
        var line = new StringBuilder();
        (string Owner, string Module, string Shape) last = default;
        foreach (var tensor in tensors)
        {
            var parts = tensor.Name.Split('.');
            var owner = parts[0] == "blocks" ? string.Join('.', parts[..3]) : parts[0];
            var module = parts[0] == "blocks" ? string.Join('.', parts[3..^1]) : "";
            var shape = string.Join('x', tensor.Shape);
            if (owner != last.Owner)
            {
                if (line.Length > 0)
                {
                    yield return line.Append($" {last.Shape}").ToString();
                }

                line.Clear().Append($"{owner}: {module} {parts[^1]}".Replace("  ", " "));
            }
            else if ((module, shape) != (last.Module, last.Shape))
            {
                line.Append($" {last.Shape}, {module} {parts[^1]}".Replace("  ", " "));
            }
            else
            {
                line.Append($" {parts[^1]}");
            }

            last = (owner, module, shape);
        }

        yield return line.Append($" {last.Shape}").ToString();
    }
}
