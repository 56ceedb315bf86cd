using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

internal static class MulticlassOutput
{
    // The shapes of the columns a multiclass model adds; label names travel from the label to both.
    public static SchemaShape.Column[] Columns(SchemaShape inputSchema, string labelColumnName)
    {
        inputSchema.TryFindColumn(labelColumnName, out var label);
        var predicted = label.Annotations.Where(annotation => annotation.Name == AnnotationUtils.Kinds.KeyValues)
            .Concat(AnnotationUtils.GetTrainerOutputAnnotation());
        return
        [
            new(DefaultColumnNames.Score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false,
                new SchemaShape(AnnotationUtils.AnnotationsForMulticlassScoreColumn(label))),
            new(DefaultColumnNames.PredictedLabel, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape(predicted)),
        ];
    }
}
