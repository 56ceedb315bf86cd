namespace Microsoft.ML;

// Put on an assembly: models that name this loader and this assembly are read by the class, through a static method or a constructor
// that takes (IHostEnvironment, ModelLoadContext); a method is named Create. Neither need be public.
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute(string loaderName, Type loaderType) : Attribute
{
    public string LoaderName { get; } = loaderName;

    public Type LoaderType { get; } = loaderType;
}
