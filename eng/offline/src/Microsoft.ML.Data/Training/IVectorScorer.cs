namespace Microsoft.ML.Data;

// A model that makes one score a class out of a vector of features. Called from several threads.
internal interface IVectorScorer
{
    int FeatureCount { get; }

    int ClassCount { get; }

    void Score(in VBuffer<float> features, ref VBuffer<float> scores);
}
