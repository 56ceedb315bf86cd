using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    public readonly SchemaShape.Column FeatureColumn;
    public readonly SchemaShape.Column LabelColumn;
    // Not valid where rows have no weights.
    public readonly SchemaShape.Column WeightColumn;

    private protected readonly IHost Host;

    private protected TrainerEstimatorBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight = default)
    {
        Host = host;
        FeatureColumn = feature;
        LabelColumn = label;
        WeightColumn = weight;
    }

    public abstract TrainerInfo Info { get; }

    public TTransformer Fit(IDataView input) => Train(input, null);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        CheckInputSchema(inputSchema);
        var columns = inputSchema.ToDictionary(column => column.Name);
        foreach (var column in GetOutputColumnsCore(inputSchema))
            columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    private protected static SchemaShape.Column FeatureVector(string name) =>
        new(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false);

    private protected static SchemaShape.Column KeyLabel(string labelColumn)
    {
        Contracts.CheckNonEmpty(labelColumn, nameof(labelColumn));
        return new(labelColumn, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true);
    }

    private protected static SchemaShape.Column OptionalWeight(string name) =>
        name is null ? default : new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false);

    private protected TTransformer Train(IDataView data, TModel initial)
    {
        Host.CheckValue(data, nameof(data));
        CheckInputSchema(SchemaShape.Create(data.Schema));
        using var channel = Host.Start("Training");
        return MakeTransformer(TrainModel(channel, data, initial), data.Schema);
    }

    private protected abstract SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema);

    // The columns are there and of the right types. The initial model may be null.
    private protected abstract TModel TrainModel(IChannel channel, IDataView data, TModel initial);

    private protected abstract TTransformer MakeTransformer(TModel model, DataViewSchema trainSchema);

    private void CheckInputSchema(SchemaShape inputSchema)
    {
        Check(inputSchema, FeatureColumn, "feature");
        if (WeightColumn.IsValid)
            Check(inputSchema, WeightColumn, "weight");
        if (LabelColumn.IsValid)
            Check(inputSchema, LabelColumn, "label", "labelCol");
    }

    private void Check(SchemaShape inputSchema, SchemaShape.Column wanted, string role, string parameter = "inputSchema")
    {
        if (!inputSchema.TryFindColumn(wanted.Name, out var found))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), role, wanted.Name);
        if (!wanted.IsCompatibleWith(found))
            throw Host.ExceptSchemaMismatch(parameter, role, wanted.Name, wanted.GetTypeString(), found.GetTypeString());
    }
}
