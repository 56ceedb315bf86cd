using EfficientNet.Labels;
using EfficientNet.Testing;

namespace EfficientNet.Tests.Labels;

public class ImageNetLabelsTests
{
    [Fact]
    public void There_are_1000_in_the_order_of_their_indices()
    {
        Assert.Equal(Enumerable.Range(0, 1000), ImageNetLabels.All.Select(label => label.Index));
        Assert.All(ImageNetLabels.All, label => Assert.Matches("^n[0-9]{8}$", label.WordNetId));
        Assert.Equal(1000, ImageNetLabels.All.Select(label => label.WordNetId).Distinct().Count());
    }

    [Fact]
    public void A_label_has_its_id_its_synonyms_and_a_short_name()
    {
        var label = ImageNetLabels.All[2];
        Assert.Equal("n01484850", label.WordNetId);
        Assert.Equal("great white shark, white shark, man-eater, man-eating shark, Carcharodon carcharias", label.Description);
        Assert.Equal("great white shark", label.ShortName);
        Assert.Equal("great white shark", ImageNetLabels.ShortNames[2]);
    }

    [Fact]
    public void Only_two_short_names_are_shared()
    {
        var shared = ImageNetLabels.All.GroupBy(label => label.ShortName).Where(group => group.Count() > 1);
        Assert.Equal(["crane:134,517", "maillot:638,639"], shared.Select(group => $"{group.Key}:{string.Join(',', group.Select(label => label.Index))}"));
    }

    [SkippableFact]
    public void They_are_those_of_the_reference()
    {
        var lines = File.ReadAllLines(SharedFiles.RequireOrSkip("reference", "imagenet-labels.tsv"));
        Assert.Equal(lines, ImageNetLabels.All.Select(label => $"{label.Index}\t{label.WordNetId}\t{label.Description}"));
    }
}
