using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(CustomMappingContract.LoaderName, typeof(CustomMappingContract))]

namespace Microsoft.ML.Transforms;

// A mapping is saved as the name of its contract and the assembly that has it; code does not travel.
internal static class CustomMappingContract
{
    public const string LoaderName = "CustomTransformer";

    public static void Save(IHost host, ModelSaveContext ctx, string contractName, Delegate mapAction)
    {
        if (contractName is null)
            throw host.Except("Empty contract name for a transform: the transform cannot be saved");
        ctx.SetLoader(LoaderName, typeof(CustomMappingContract));
        ctx.SaveString(contractName);
        ctx.SaveString(mapAction.Method.DeclaringType.Assembly.FullName);
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var contractName = ctx.LoadString();
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(ctx.LoadString()));
        var factory = env.ComponentCatalog.CreateExtension(typeof(CustomMappingFactoryAttributeAttribute), contractName) as ICustomMappingFactory
            ?? throw env.Except($"The class with contract '{contractName}' must derive from '{typeof(CustomMappingFactory<,>).FullName}' " +
                $"or from '{typeof(StatefulCustomMappingFactory<,,>).FullName}'.");
        return factory.CreateTransformer(env, contractName);
    }
}
