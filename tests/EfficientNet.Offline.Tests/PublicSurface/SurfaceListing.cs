using System.Globalization;
using System.Reflection;

namespace EfficientNet.Offline.Tests.PublicSurface;

/// <summary>Lists what a caller of an assembly can name, derive from or implement, one declaration a line, as the files in eng/offline/public-api do.</summary>
internal static class SurfaceListing
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetTypes().Where(IsVisible).SelectMany(Of);

    public static IEnumerable<string> Of(Type type)
    {
        var owner = NameOf(type);
        yield return $"{owner} :: {KindOf(type)}{BasesOf(type)}{ConstraintsOf(type.GetGenericArguments())}";
        if (type.IsEnum)
        {
            foreach (var value in type.GetFields(BindingFlags.Public | BindingFlags.Static))
                yield return $"{owner}.{value.Name} = {Convert.ToInt64(value.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
            yield break;
        }
        foreach (var field in type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly))
        {
            var modifiers = (field.IsStatic ? field.IsLiteral ? "const " : "static " : "") + (field.IsInitOnly ? "readonly " : "");
            yield return $"{owner}.{field.Name} : {AccessOf(field.IsPublic)}{modifiers}{NameOf(field.FieldType)}";
        }
        var methods = type.GetConstructors(Declared).Where(c => !c.IsStatic).Concat<MethodBase>(type.GetMethods(Declared));
        foreach (var method in methods.Where(m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly))
        {
            var arguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
            var generic = arguments.Length > 0 ? $"<{string.Join(",", arguments.Select(NameOf))}>" : "";
            var parameters = string.Join(", ", method.GetParameters().Select(ParameterOf));
            var result = method is MethodInfo { ReturnType: var returned } ? $" : {NameOf(returned)}" : "";
            yield return $"{owner}.{method.Name}{generic}({parameters}){result} [{AccessOf(method.IsPublic)}{DispatchOf(type, method)}]{ConstraintsOf(arguments)}";
        }
    }

    private static bool IsVisible(Type type) =>
        type.IsPublic || type.DeclaringType is { } outer && (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(outer);

    private static string AccessOf(bool isPublic) => isPublic ? "public " : "protected ";

    private static string KindOf(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string BasesOf(Type type)
    {
        Type[] implied = [typeof(object), typeof(ValueType), typeof(Enum), typeof(MulticastDelegate)];
        var names = type.GetInterfaces().Where(IsVisible).Select(NameOf).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && !implied.Contains(parent))
            names.Insert(0, NameOf(parent));
        return names.Count > 0 ? $" : {string.Join(", ", names)}" : "";
    }

    private static string ConstraintsOf(Type[] arguments) => string.Concat(arguments.Where(a => a.IsGenericParameter).Select(argument =>
    {
        var special = argument.GenericParameterAttributes & GenericParameterAttributes.SpecialConstraintMask;
        var names = argument.GetGenericParameterConstraints().Select(NameOf).Order(StringComparer.Ordinal);
        var all = special == 0 ? names.ToList() : names.Prepend(special.ToString()).ToList();
        return all.Count > 0 ? $" where {argument.Name} : {string.Join(", ", all)}" : "";
    }));

    private static string DispatchOf(Type owner, MethodBase method)
    {
        if (method.IsConstructor || (owner.IsInterface && !method.IsStatic))
            return "";
        if (method.IsStatic)
            return "static";
        if (method.IsAbstract)
            return "abstract";
        if (method is MethodInfo info && info.GetBaseDefinition() != info)
            return "override";
        return method.IsVirtual && !method.IsFinal ? "virtual" : "";
    }

    private static string ParameterOf(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var prefix = "";
        if (type.IsByRef)
        {
            prefix = parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
            type = type.GetElementType()!;
        }
        else if (parameter.IsDefined(typeof(ParamArrayAttribute)))
            prefix = "params ";
        if (!parameter.HasDefaultValue)
            return $"{prefix}{NameOf(type)} {parameter.Name}";
        var value = parameter.RawDefaultValue is null or Missing ? "null" : Convert.ToString(parameter.RawDefaultValue, CultureInfo.InvariantCulture);
        return $"{prefix}{NameOf(type)} {parameter.Name} = {value}";
    }

    private static string NameOf(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsByRef)
            return "ref " + NameOf(type.GetElementType()!);
        if (type.IsPointer)
            return NameOf(type.GetElementType()!) + "*";
        if (type.IsArray)
            return $"{NameOf(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        var arguments = type.GetGenericArguments();
        var outerCount = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var name = type.Name.Split('`')[0];
        if (arguments.Length > outerCount)
            name += $"<{string.Join(",", arguments.Skip(outerCount).Select(NameOf))}>";
        if (type.DeclaringType is not { } outer)
            return $"{type.Namespace}.{name}";
        // A closed nested type names its outer type's arguments, too.
        if (outerCount > 0 && !type.IsGenericTypeDefinition)
            outer = outer.MakeGenericType(arguments[..outerCount]);
        return $"{NameOf(outer)}.{name}";
    }
}
