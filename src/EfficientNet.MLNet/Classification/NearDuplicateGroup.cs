namespace EfficientNet.MLNet;

/// <summary>Pictures that look the same, or nearly so.</summary>
/// <param name="Pictures">Two or more, in the order of their rows, those of the training data first.</param>
/// <param name="Distance">In how many bits of 64 the perceptual hashes of neighbours among them differ at most; 0 for equal ones.</param>
public sealed record NearDuplicateGroup(IReadOnlyList<NearDuplicatePicture> Pictures, int Distance);
