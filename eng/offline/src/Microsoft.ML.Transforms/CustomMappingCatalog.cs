using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class CustomMappingCatalog
{
    public static CustomMappingEstimator<TSrc, TDst> CustomMapping<TSrc, TDst>(
        this TransformsCatalog catalog,
        Action<TSrc, TDst> mapAction,
        string contractName,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class, new()
        where TDst : class, new()
        => new(catalog.GetEnvironment(), mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition);

    public static StatefulCustomMappingEstimator<TSrc, TDst, TState> StatefulCustomMapping<TSrc, TDst, TState>(
        this TransformsCatalog catalog, Action<TSrc, TDst, TState> mapAction, Action<TState> stateInitAction, string contractName)
        where TSrc : class, new()
        where TDst : class, new()
        where TState : class, new()
        => new(catalog.GetEnvironment(), mapAction, stateInitAction, contractName);

    // Drops the rows for which the predicate is true.
    public static IDataView FilterByCustomPredicate<TSrc>(this DataOperationsCatalog catalog, IDataView input, Func<TSrc, bool> filterPredicate)
        where TSrc : class, new()
        => new PredicateFilter<TSrc, object>(catalog.GetEnvironment(), input, (source, _) => filterPredicate(source), null, canShuffle: true);

    public static IDataView FilterByStatefulCustomPredicate<TSrc, TState>(
        this DataOperationsCatalog catalog, IDataView input, Func<TSrc, TState, bool> filterPredicate, Action<TState> stateInitAction)
        where TSrc : class, new()
        where TState : class, new()
        => new PredicateFilter<TSrc, TState>(catalog.GetEnvironment(), input, filterPredicate, stateInitAction, canShuffle: false);
}
