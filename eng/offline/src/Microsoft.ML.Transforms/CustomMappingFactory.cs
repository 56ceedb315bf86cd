using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

// The class behind a saved mapping: found by the contract name of its attribute when a model is loaded.
public abstract class CustomMappingFactory<TSrc, TDst> : ICustomMappingFactory
    where TSrc : class, new()
    where TDst : class, new()
{
    public abstract Action<TSrc, TDst> GetMapping();

    ITransformer ICustomMappingFactory.CreateTransformer(IHostEnvironment env, string contractName) =>
        new CustomMappingTransformer<TSrc, TDst>(env, GetMapping(), contractName, null, null);
}
