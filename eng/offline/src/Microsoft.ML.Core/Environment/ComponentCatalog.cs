using System.Reflection;

namespace Microsoft.ML.Runtime;

public sealed class ComponentCatalog
{
    private readonly object _lock = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(Type Attribute, string Contract), Type> _extensions = [];

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName))
                return;
            foreach (var type in assembly.GetTypes().Where(type => type.IsClass && !type.IsAbstract))
            {
                foreach (var attribute in type.GetCustomAttributes<ExtensionBaseAttribute>(inherit: false))
                {
                    if (_extensions.TryAdd((attribute.GetType(), attribute.ContractName), type))
                        continue;
                    var other = _extensions[(attribute.GetType(), attribute.ContractName)];
                    if (throwOnError && other != type)
                        throw new InvalidOperationException($"An extension with name {attribute.ContractName} is already registered: {other}, {type}.");
                }
            }
        }
    }

    // An instance of the class that carries the attribute with this contract name.
    internal object CreateExtension(Type attributeType, string contractName)
    {
        lock (_lock)
        {
            if (_extensions.TryGetValue((attributeType, contractName), out var type))
                return Activator.CreateInstance(type);
        }

        throw new InvalidOperationException($"Cannot find an extension with name '{contractName}' for {attributeType.Name}: " +
            "register the assembly that holds it with ComponentCatalog.RegisterAssembly.");
    }
}
