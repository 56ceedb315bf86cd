using EfficientNet.Benchmarks.Material;
using Microsoft.ML.Data;

namespace EfficientNet.Benchmarks.Contenders;

/// <summary>Reading and decoding photographs by ML.NET's own <see cref="MLImage"/>, one after the other.</summary>
internal sealed class DecodingContender(Workspace workspace) : Contender
{
    private readonly string[] _photographs = workspace.ReadPhotographs();

    public override void Run(int count)
    {
        for (int i = 0; i < count; i++)
        {
            using MLImage image = MLImage.CreateFromFile(_photographs[i % _photographs.Length]);
            if (image.Pixels.IsEmpty)
            {
                throw new InvalidOperationException($"'{_photographs[i % _photographs.Length]}' has no pixels.");
            }
        }
    }
}
