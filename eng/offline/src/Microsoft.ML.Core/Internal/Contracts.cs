using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Runtime;

// Checks and the exceptions they throw, with the wordings and exception types users of ML.NET know.
internal static class Contracts
{
    public static Exception Except(string message) => new InvalidOperationException(message);

    public static Exception Except(this IExceptionContext context, string message) => new InvalidOperationException(message);

    public static Exception ExceptParam(string name, string message) => new ArgumentOutOfRangeException(name, message);

    public static Exception ExceptParam(this IExceptionContext context, string name, string message) => new ArgumentOutOfRangeException(name, message);

    public static Exception ExceptSchemaMismatch(this IExceptionContext context, string parameter, string role, string column) =>
        new ArgumentOutOfRangeException(parameter, $"Could not find {role} column '{column}'");

    public static Exception ExceptSchemaMismatch(this IExceptionContext context, string parameter, string role, string column, string expected, string actual) =>
        new ArgumentOutOfRangeException(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}");

    public static Exception ExceptDecode(string message) => new FormatException(message);

    public static void Check([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
            throw Except(message);
    }

    public static void Check(this IExceptionContext context, [DoesNotReturnIf(false)] bool condition, string message) => Check(condition, message);

    public static void CheckParam([DoesNotReturnIf(false)] bool condition, string name, string message)
    {
        if (!condition)
            throw ExceptParam(name, message);
    }

    public static void CheckParam(this IExceptionContext context, [DoesNotReturnIf(false)] bool condition, string name, string message) =>
        CheckParam(condition, name, message);

    public static void CheckValue<T>(T value, string name)
        where T : class => ArgumentNullException.ThrowIfNull(value, name);

    public static void CheckValue<T>(this IExceptionContext context, T value, string name)
        where T : class => ArgumentNullException.ThrowIfNull(value, name);

    public static T CheckRef<T>(T value, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    public static void CheckNonEmpty(string value, string name)
    {
        if (string.IsNullOrEmpty(value))
            throw new ArgumentOutOfRangeException(name, $"{name} cannot be null or empty");
    }

    public static void CheckNonEmpty(this IExceptionContext context, string value, string name) => CheckNonEmpty(value, name);
}
