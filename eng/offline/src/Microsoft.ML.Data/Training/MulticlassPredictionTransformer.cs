using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Adds the scores of the classes, and the class that scores highest as a key with the names the label had in training.
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    // The training label's KeyValues, or nothing.
    private readonly DataViewSchema.Annotations _labelAnnotations;

    internal MulticlassPredictionTransformer(IHostEnvironment env, TModel model, DataViewSchema trainSchema, string featureColumnName, string labelColumnName)
        : this(env, model, featureColumnName, trainSchema[featureColumnName].Type, KeyValuesOf(trainSchema[labelColumnName].Annotations))
    {
    }

    internal MulticlassPredictionTransformer(
        IHostEnvironment env, TModel model, string featureColumnName, DataViewType featureColumnType, DataViewSchema.Annotations labelAnnotations)
        : base(env.Register(nameof(MulticlassPredictionTransformer<TModel>)), model, featureColumnName, featureColumnType)
    {
        _labelAnnotations = labelAnnotations;
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) =>
        new MulticlassScoreMapper(Host, (IVectorScorer)Model, inputSchema, FeatureColumnName, _labelAnnotations);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetLoader(MulticlassPredictionTransformer.LoaderName, typeof(MulticlassPredictionTransformer));
        ctx.SaveModel(Model, MulticlassPredictionTransformer.ModelFolder);
        ctx.SaveNonEmptyString(FeatureColumnName);
        ValueCodec.WriteType(ctx.Writer, FeatureColumnType);
        ValueCodec.WriteAnnotations(ctx.Writer, _labelAnnotations);
    }

    private static DataViewSchema.Annotations KeyValuesOf(DataViewSchema.Annotations annotations)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(annotations, kind => kind == AnnotationUtils.Kinds.KeyValues);
        return builder.ToAnnotations();
    }
}
