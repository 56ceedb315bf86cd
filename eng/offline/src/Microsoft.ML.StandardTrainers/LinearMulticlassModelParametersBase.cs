using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class LinearMulticlassModelParametersBase : ModelParametersBase<VBuffer<float>>, IVectorScorer
{
    // A row a class.
    internal readonly float[][] Weights;
    internal readonly float[] Biases;

    private protected LinearMulticlassModelParametersBase(IHostEnvironment env, string name, float[][] weights, float[] biases)
        : base(env, name)
    {
        Weights = weights;
        Biases = biases;
    }

    private protected LinearMulticlassModelParametersBase(IHostEnvironment env, string name, ModelLoadContext ctx)
        : base(env, name)
    {
        var featureCount = ctx.Reader.ReadInt32();
        Biases = new float[ctx.Reader.ReadInt32()];
        Weights = new float[Biases.Length][];
        for (var c = 0; c < Biases.Length; c++)
        {
            Biases[c] = ctx.Reader.ReadSingle();
            Weights[c] = new float[featureCount];
            for (var f = 0; f < featureCount; f++)
                Weights[c][f] = ctx.Reader.ReadSingle();
        }
    }

    int IVectorScorer.FeatureCount => Weights[0].Length;

    int IVectorScorer.ClassCount => Biases.Length;

    public IEnumerable<float> GetBiases() => Biases;

    public void GetWeights(ref VBuffer<float>[] weights, out int numClasses)
    {
        numClasses = Biases.Length;
        if (weights?.Length != numClasses)
            weights = new VBuffer<float>[numClasses];
        for (var c = 0; c < numClasses; c++)
            weights[c] = new VBuffer<float>(Weights[c].Length, (float[])Weights[c].Clone());
    }

    void IVectorScorer.Score(in VBuffer<float> features, ref VBuffer<float> scores)
    {
        Host.Check(features.Length == Weights[0].Length, "src length should equal the number of features");
        var editor = VBufferEditor.Create(ref scores, Biases.Length);
        for (var c = 0; c < Biases.Length; c++)
            editor.Values[c] = Biases[c] + Dot(Weights[c], features);
        Calibrate(editor.Values);
        scores = editor.Commit();
    }

    private protected abstract void Calibrate(Span<float> scores);

    private protected void SaveParameters(ModelSaveContext ctx)
    {
        ctx.Writer.Write(Weights[0].Length);
        ctx.Writer.Write(Biases.Length);
        for (var c = 0; c < Biases.Length; c++)
        {
            ctx.Writer.Write(Biases[c]);
            foreach (var weight in Weights[c])
                ctx.Writer.Write(weight);
        }
    }

    private static float Dot(float[] weights, in VBuffer<float> features)
    {
        if (features.IsDense)
            return TensorPrimitives.Dot<float>(weights, features.GetValues());
        var sum = 0f;
        var indices = features.GetIndices();
        var values = features.GetValues();
        for (var i = 0; i < values.Length; i++)
            sum += weights[indices[i]] * values[i];
        return sum;
    }
}
