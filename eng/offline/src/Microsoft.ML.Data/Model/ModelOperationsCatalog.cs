using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog : IInternalCatalog
{
    private const string SchemaEntry = "Schema";
    private const string TransformerFolder = "TransformerChain";

    private readonly IHostEnvironment _environment;

    internal ModelOperationsCatalog(IHostEnvironment environment)
    {
        _environment = environment;
    }

    IHostEnvironment IInternalCatalog.Environment => _environment;

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        Contracts.CheckValue(stream, nameof(stream));
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        ModelSaveContext.SaveModel(archive, model ?? new TransformerChain<ITransformer>(), TransformerFolder);
        if (inputSchema is not null)
            SaveSchema(archive, inputSchema);
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        Contracts.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        Contracts.CheckValue(stream, nameof(stream));
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        inputSchema = LoadSchema(archive);
        return ModelLoadContext.LoadModel<ITransformer>(_environment, archive, TransformerFolder);
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        Contracts.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer,
        bool ignoreMissingColumns = true,
        SchemaDefinition inputSchemaDefinition = null,
        SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new() =>
        new(_environment, transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new() =>
        new(_environment, transformer, ignoreMissingColumns: false, DefinitionFrom(typeof(TSrc), inputSchema));

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
    {
        Contracts.CheckValue(options, nameof(options));
        return new(_environment, transformer, options.IgnoreMissingColumns, options.InputSchemaDefinition, options.OutputSchemaDefinition, options.OwnsTransformer);
    }

    // The class's columns with the types and annotations that the schema gives them.
    internal static SchemaDefinition DefinitionFrom(Type userType, DataViewSchema schema)
    {
        Contracts.CheckValue(schema, nameof(schema));
        var definition = SchemaDefinition.Create(userType, SchemaDefinition.Direction.Read);
        foreach (var column in schema)
        {
            var own = definition[column.Name] ?? throw Contracts.Except($"Type should contain a member named {column.Name}");
            own.ColumnType = column.Type;
            own.CopyAnnotations(column.Annotations);
        }

        return definition;
    }

    private void SaveSchema(ZipArchive archive, DataViewSchema schema)
    {
        using var channel = _environment.Start("Saving Schema");
        foreach (var column in schema.Where(column => !ValueCodec.CanSave(column.Type)))
            channel.Info($"The column '{column.Name}' will not be written as it has unsavable column type.");

        using var writer = new BinaryWriter(archive.CreateEntry(SchemaEntry).Open(), Encoding.UTF8);
        var savable = schema.Where(column => ValueCodec.CanSave(column.Type)).ToArray();
        writer.Write(savable.Length);
        foreach (var column in savable)
        {
            writer.Write(column.Name);
            ValueCodec.WriteType(writer, column.Type);
            ValueCodec.WriteAnnotations(writer, column.Annotations);
        }
    }

    // Null where the model was saved without one.
    private static DataViewSchema LoadSchema(ZipArchive archive)
    {
        if (archive.GetEntry(SchemaEntry) is not { } entry)
            return null;
        using var reader = new BinaryReader(entry.Open(), Encoding.UTF8);
        var builder = new DataViewSchema.Builder();
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
            builder.AddColumn(reader.ReadString(), ValueCodec.ReadType(reader), ValueCodec.ReadAnnotations(reader));
        return builder.ToSchema();
    }
}
