namespace EfficientNet.Demo.Training;

/// <summary>What the model says of one picture; its properties are columns of the model's output.</summary>
public sealed class Prediction
{
    /// <summary>The most probable class.</summary>
    public string PredictedLabel { get; set; } = "";

    /// <summary>The probability of each class.</summary>
    public float[] Score { get; set; } = [];
}
