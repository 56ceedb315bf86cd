namespace EfficientNet.Tests.Inference;

/// <summary>Tests of networks whose sessions take gigabytes and all cores: one at a time, with nothing beside them.</summary>
[CollectionDefinition("Large networks", DisableParallelization = true)]
public sealed class LargeNetworks;
