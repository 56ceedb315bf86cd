using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>
/// A place for a row in a cursor's window: what the row is, and what became of its picture. Its arrays serve one row after another. The cursor and
/// the workers have it in turn, never at once.
/// </summary>
internal sealed class ScoredRow(ScoringRequest request)
{
    public DataViewRowId Id { get; private set; }

    public long Batch { get; private set; }

    /// <summary>Why the columns of ours cannot be read; thrown when one is.</summary>
    public ExceptionDispatchInfo? Failure { get; set; }

    /// <summary>What is wrong with the picture where that is no failure; empty for a sound one.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Whether there is a picture to run the network on.</summary>
    public bool HasPicture => Failure is null && Problem.Length == 0;

    /// <summary>The numbers of each output, those of a text left empty.</summary>
    public float[][] Numbers { get; } = [.. request.Outputs.Select(output => new float[output.Length])];

    /// <summary>The text of each output, those of numbers left empty.</summary>
    public string[] Texts { get; } = [.. request.Outputs.Select(_ => "")];

    public void Begin(DataViewRowId id, long batch)
    {
        Id = id;
        Batch = batch;
        Failure = null;
        Problem = "";
    }

    /// <summary>The picture is broken, but the row stays: its values are missing.</summary>
    public void Skip(string problem)
    {
        Problem = problem;
        foreach (float[] numbers in Numbers)
        {
            Array.Fill(numbers, float.NaN);
        }

        Array.Fill(Texts, "");
    }
}
