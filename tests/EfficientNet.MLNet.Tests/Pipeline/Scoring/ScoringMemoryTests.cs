using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Xunit;

namespace EfficientNet.MLNet.Tests.Pipeline.Scoring;

[Collection(nameof(SoakTests))]
public sealed class ScoringMemoryTests : IDisposable
{
    private readonly TinyTransforms _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_row_allocates_less_than_its_picture()
    {
        const int rows = 400;
        using MLImage image = Pictures.Image();
        IDataView data = _tiny.ML.Data.LoadFromEnumerable(Enumerable.Repeat(new ImageRow { Image = image }, rows));
        using EfficientNetTransformer transformer = _tiny.Featurize("Image").Fit(data);
        IDataView view = transformer.Transform(data);
        Assert.Equal(rows, Read(view));

        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Equal(rows, Read(view));
        long each = (GC.GetTotalAllocatedBytes(precise: true) - before) / rows;

        // Its pixels have 76,800, what the network takes 12,288.
        Assert.True(each < 12_000, $"{each:N0} bytes a row");
    }

    [Fact]
    public void What_is_kept_does_not_grow_with_the_rows()
    {
        string path = _tiny.Pictures.Draw("a.png");
        Kept(100); // fills the pools of arrays, which are everybody's
        long few = Kept(50);
        long many = Kept(1550);

        // Features have 96 bytes, a file 50,000, and the network's input 12,000.
        Assert.True(many - few < 1500 * 500, $"{many - few:N0} bytes more");

        long Kept(int rows)
        {
            IDataView data = _tiny.ML.Data.LoadFromEnumerable(Enumerable.Repeat(new PathRow { ImagePath = path }, rows));
            using EfficientNetTransformer transformer = _tiny.Featurize().Fit(data);
            IDataView view = transformer.Transform(data);
            using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);
            for (int row = 0; row < rows; row++)
            {
                Assert.True(cursor.MoveNext());
            }

            return GC.GetTotalMemory(forceFullCollection: true);
        }
    }

    [Fact]
    public void Large_images_do_not_wait_as_pixels_and_score_as_small_ones_do()
    {
        using MLImage image = Pictures.Image(width: LargeRow.Width, height: LargeRow.Height);
        IDataView data = _tiny.ML.Data.LoadFromEnumerable(Enumerable.Repeat(new LargeRow { Image = image }, 20));
        using EfficientNetTransformer transformer = _tiny.Featurize("Image").Fit(data);
        IDataView view = transformer.Transform(data);
        float[] expected = _tiny.Portable(transformer, data.Schema).Transform(data).Vectors()[0];
        Assert.All(view.Vectors(), features => Assert.Equal(expected, features));

        long before = GC.GetTotalMemory(forceFullCollection: true);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);
        Assert.True(cursor.MoveNext());
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;

        // Eight rows at least are kept, of twelve million bytes of pixels each.
        Assert.True(kept < 12_000_000, $"{kept:N0} bytes are kept");
    }

    private static int Read(IDataView view)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Features"]]);
        Func<string> row = RowTexts.Reader(cursor);
        int count = 0;
        while (cursor.MoveNext())
        {
            count++;
        }

        return count;
    }

    private sealed class LargeRow
    {
        public const int Width = 2000;
        public const int Height = 1500;

        [ImageType(Height, Width)]
        public MLImage? Image { get; set; }

        // ML.NET saves no schema that has nothing but images.
        public string Name { get; set; } = "";
    }
}
