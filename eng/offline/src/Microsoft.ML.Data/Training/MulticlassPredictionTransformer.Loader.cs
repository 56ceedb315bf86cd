using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(MulticlassPredictionTransformer.LoaderName, typeof(MulticlassPredictionTransformer))]

namespace Microsoft.ML.Data;

// Loads the transformer around whatever model the file has.
internal static class MulticlassPredictionTransformer
{
    public const string LoaderName = "MulticlassPredXfer";
    public const string ModelFolder = "Model";

    private static object Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        var model = ctx.LoadModel<object>(env, ModelFolder);
        return Utils.MarshalInvoke(CreateTyped<object>, model.GetType(), env, ctx, model);
    }

    private static object CreateTyped<TModel>(IHostEnvironment env, ModelLoadContext ctx, object model)
        where TModel : class =>
        new MulticlassPredictionTransformer<TModel>(
            env, (TModel)model, ctx.LoadNonEmptyString(), ValueCodec.ReadType(ctx.Reader), ValueCodec.ReadAnnotations(ctx.Reader));
}
