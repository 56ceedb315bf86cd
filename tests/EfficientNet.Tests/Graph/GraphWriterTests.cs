using EfficientNet.Graph;

namespace EfficientNet.Tests.Graph;

public class GraphWriterTests
{
    [Fact]
    public void Names_are_unique_whatever_the_scope()
    {
        var writer = new GraphWriter("test");
        writer.Claim("part/Add_output");
        writer.Scope = "part";

        string[] names = [writer.Apply("Add", "a", "b"), writer.Apply("Add", "a", "b"), writer.Scalar("one", 1f), writer.Scalar("one", 1f)];

        Assert.Equal(["part/Add_output_1", "part/Add_output_2", "part/one", "part/one_1"], names);
        Assert.Equal(2, writer.Graph.Node.Select(node => node.Name).Distinct().Count());
    }

    [Fact]
    public void A_name_is_claimed_only_once()
    {
        var writer = new GraphWriter("test");
        writer.Claim("x");

        Assert.Contains("'x'", Assert.Throws<InvalidOperationException>(() => writer.Claim("x")).Message);
    }
}
