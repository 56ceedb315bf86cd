using System.Reflection;

namespace Microsoft.ML.Internal.Utilities;

internal static class Utils
{
    // Calls the generic method behind the delegate with another type argument: MarshalInvoke(Make<int>, type, row) calls Make<type>(row).
    public static object MarshalInvoke(Delegate method, Type typeArgument, params object[] arguments) =>
        MarshalInvoke(method, [typeArgument], arguments);

    public static object MarshalInvoke(Delegate method, Type[] typeArguments, params object[] arguments) =>
        method.Method.GetGenericMethodDefinition().MakeGenericMethod(typeArguments)
            .Invoke(method.Target, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    public static T MarshalInvoke<T>(Delegate method, Type typeArgument, params object[] arguments) =>
        (T)MarshalInvoke(method, typeArgument, arguments);

    public static T[] AppendElement<T>(this T[] array, T element) => [.. array, element];

    public static int[] RandomPermutation(Random random, int size)
    {
        var result = Enumerable.Range(0, size).ToArray();
        for (var i = size; i > 1; i--)
        {
            var other = random.Next(i);
            (result[i - 1], result[other]) = (result[other], result[i - 1]);
        }

        return result;
    }
}
