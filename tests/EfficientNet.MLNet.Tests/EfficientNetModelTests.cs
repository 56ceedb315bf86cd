using System.IO.Compression;
using EfficientNet.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace EfficientNet.MLNet.Tests;

public sealed class EfficientNetModelTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly Pictures _pictures = new();

    public void Dispose() => _pictures.Dispose();

    public static TheoryData<string, string> EveryVerbAndKind
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string kind in new[] { "Path", "Bytes", "Image", "Sized", "Pixels" })
            {
                data.Add("featurize", kind);
                data.Add("classify", kind);
                if (kind != "Pixels")
                {
                    data.Add("preprocess", kind);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EveryVerbAndKind))]
    public void Fitted_loaded_plainly_and_restored_score_and_look_the_same(string verb, string kind)
    {
        IDataView data = Data(kind);
        EfficientNetTransformer fitted = Estimator(verb, kind).Fit(data);
        string file = Save(fitted, data.Schema);
        var ml = new MLContext();
        ITransformer plain = ml.Model.Load(file, out _);
        ITransformer restored = EfficientNetModel.Load(ml, file, out DataViewSchema? schema);
        ITransformer again = ml.Model.Load(file, out _).WithFastScoring(ml);

        Assert.IsNotType<EfficientNetTransformer>(plain);
        Assert.NotNull(schema);
        string[] expected = Everything(fitted.Transform(data));
        foreach (ITransformer model in new[] { plain, restored, again })
        {
            Assert.Equal(expected, Everything(model.Transform(data)));
            Assert.Equal(Columns(fitted.GetOutputSchema(data.Schema)), Columns(model.GetOutputSchema(data.Schema)));
            Assert.Equal(Columns(fitted.GetOutputSchema(data.Schema)), Columns(model.Transform(data).Schema));
        }

        Assert.IsType<EfficientNetTransformer>(restored);
        Assert.IsType<EfficientNetTransformer>(again);
    }

    [Fact]
    public void A_restored_model_is_saved_and_loaded_like_any()
    {
        IDataView data = Data("Path");
        using var fitted = Estimator("featurize", "Path").Fit(data);
        var restored = (EfficientNetTransformer)EfficientNetModel.Load(_ml, Save(fitted, data.Schema));
        string saved = Save(restored, data.Schema);
        restored.Dispose();

        Assert.Equal(Everything(fitted.Transform(data)), Everything(EfficientNetModel.Load(_ml, saved).Transform(data)));
        Assert.Equal(Everything(fitted.Transform(data)), Everything(new MLContext().Model.Load(saved, out _).Transform(data)));
        Assert.Throws<ObjectDisposedException>(() => restored.Transform(data));
    }

    [Fact]
    public void Several_transforms_inside_a_trained_pipeline_are_restored_where_they_stand()
    {
        IReadOnlyList<LabeledImage> images = _pictures.DrawClasses(4);
        IDataView data = _ml.Data.LoadFromEnumerable(images);
        var first = new EfficientNetFeaturizeOptions { OutputColumnName = "A", InputColumnName = "Path", BrokenPictures = BrokenPicturePolicy.Skip };
        var second = new EfficientNetPreprocessOptions { OutputColumnName = "B", InputColumnName = "ImagePath" };
        ITransformer trained = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.CopyColumns("Path", "ImagePath"))
            .Append(_ml.Transforms.EfficientNetFeaturize(first))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.Transforms.EfficientNetPreprocess(second))
            .Append(_ml.Transforms.EfficientNetFeaturize("C", "B"))
            .Append(_ml.Transforms.EfficientNetFeaturize("D", "Path"))
            .Append(_ml.Transforms.Concatenate("Features", "A", "C"))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Append(_ml.Transforms.DropColumns("B"))
            .Fit(data);
        string file = Save(trained, data.Schema);

        ITransformer restored = EfficientNetModel.Load(_ml, file);

        Assert.Equal(CountOurs(trained), CountOurs(restored));
        Assert.Equal(4, CountOurs(restored));
        Assert.Equal(Everything(trained.Transform(data)), Everything(restored.Transform(data)));
        Assert.Equal(
            SaveLoadTests.Bits(restored.Transform(data).Vectors("Score")),
            SaveLoadTests.ScoreInAnotherProcess(file, "Score", [.. images.Select(image => image.ImagePath)]));
        (restored as IDisposable)!.Dispose();
        Assert.All(Ours(restored), ours => Assert.Throws<ObjectDisposedException>(() => ours.Transform(data)));
    }

    [Fact]
    public void A_chain_that_was_put_into_others_after_loading_is_found()
    {
        IDataView data = Data("Path");
        EfficientNetTransformer fitted = Estimator("featurize", "Path").Fit(data);
        ITransformer loaded = _ml.Model.Load(Save(fitted, data.Schema), out _);
        ITransformer renaming = _ml.Transforms.CopyColumns("Copy", "Features").Fit(loaded.Transform(data));
        ITransformer nested = new TransformerChain<ITransformer>(new TransformerChain<ITransformer>(loaded), renaming);
        ITransformer appended = loaded.Append(renaming);
        ITransformer flat = new TransformerChain<ITransformer>([.. (TransformerChain<ITransformer>)loaded, renaming]);

        foreach (ITransformer model in new[] { nested, appended, flat })
        {
            ITransformer restored = model.WithFastScoring(_ml);

            Assert.Single(Ours(restored));
            Assert.Equal(fitted.Transform(data).Vectors(), restored.Transform(data).Vectors("Copy"));
        }
    }

    [Fact]
    public void When_each_transformer_is_used_is_kept()
    {
        IDataView data = Data("Path");
        ITransformer loaded = _ml.Model.Load(Save(Estimator("preprocess", "Path").Fit(data), data.Schema), out _);
        ITransformer copy = _ml.Transforms.CopyColumns("Copy", "ImagePath").Fit(data);
        var model = new TransformerChain<ITransformer>([copy, loaded], [TransformerScope.TrainTest, TransformerScope.Everything]);

        var restored = (TransformerChain<ITransformer>)model.WithFastScoring(_ml);

        Assert.Null(restored.Transform(data).Schema.GetColumnOrNull("Copy"));
        Assert.NotNull(restored.Transform(data, TransformerScope.Training).Schema.GetColumnOrNull("Copy"));
    }

    [Fact]
    public void A_prediction_engine_over_a_restored_pipeline_predicts_what_the_trained_one_does()
    {
        IReadOnlyList<LabeledImage> images = _pictures.DrawClasses(4);
        IDataView data = _ml.Data.LoadFromEnumerable(images);
        ITransformer trained = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.Transforms.EfficientNetFeaturize("Features", "ImagePath"))
            .AppendCacheCheckpoint(_ml)
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(data);
        ITransformer restored = EfficientNetModel.Load(_ml, Save(trained, data.Schema), out DataViewSchema? schema);
        float[][] expected = trained.Transform(data).Vectors("Score");

        using var engine = _ml.Model.CreatePredictionEngine<LabeledImage, Scores>(restored);

        Assert.Equal(["ImagePath", "Label"], schema!.Select(column => column.Name).Order(StringComparer.Ordinal));
        Assert.Equal(expected, images.Select(image => engine.Predict(image).Score));
    }

    [Fact]
    public void Models_without_any_of_ours_are_loaded_as_they_are()
    {
        IDataView data = Data("Path");
        ITransformer model = _ml.Transforms.CopyColumns("Copy", "ImagePath").Fit(data);

        Assert.Same(model, model.WithFastScoring(_ml));
        Assert.Equal(
            data.GetColumn<string>("ImagePath"),
            EfficientNetModel.Load(_ml, Save(model, data.Schema)).Transform(data).GetColumn<string>("Copy"));
    }

    [Fact]
    public void How_data_views_are_scored_is_the_users()
    {
        IDataView data = Data("Path");
        EfficientNetTransformer fitted = Estimator("featurize", "Path").Fit(data);
        string file = Save(fitted, data.Schema);
        var scoring = new ScoringOptions { ConcurrentRuns = 1, BatchSize = 2 };
        float[][] expected = fitted.Transform(data).Vectors();

        foreach (ITransformer model in new[] { EfficientNetModel.Load(_ml, file, scoring), _ml.Model.Load(file, out _).WithFastScoring(_ml, scoring) })
        {
            float[][] found = model.Transform(data).Vectors();
            Assert.All(expected[0].Zip(found[0]), pair => Assert.Equal(pair.First, pair.Second, 0.001f));
            Assert.All(found[2], value => Assert.True(float.IsNaN(value)));
        }

        var wrong = new ScoringOptions { ConcurrentRuns = 0, BatchSize = -1 };
        Assert.Contains("BatchSize is -1", Assert.Throws<ArgumentException>(() => EfficientNetModel.Load(_ml, file, wrong)).Message);
        Assert.Contains("ConcurrentRuns is 0", Assert.Throws<ArgumentException>(() => fitted.WithFastScoring(_ml, wrong)).Message);
    }

    [Fact]
    public void A_fitted_model_is_fast_already()
    {
        ITransformer fitted = Estimator("preprocess", "Path").Fit(Data("Path"));

        Assert.Same(fitted, fitted.WithFastScoring(_ml));
    }

    [Fact]
    public void A_file_that_is_missing_or_no_model_is_named()
    {
        string missing = Path.Combine(_pictures.Folder, "missing.zip");
        string text = _pictures.Write("text.zip", "no model"u8.ToArray());
        IDataView data = Data("Path");
        string sound = Save(Estimator("preprocess", "Path").Fit(data), data.Schema);
        string cut = _pictures.Write("cut.zip", File.ReadAllBytes(sound)[..^100]);

        Assert.Contains("'" + missing, Assert.Throws<FileNotFoundException>(() => EfficientNetModel.Load(_ml, missing)).Message);
        Assert.Contains(text, Assert.Throws<InvalidDataException>(() => EfficientNetModel.Load(_ml, text)).Message);
        Assert.Contains(cut, Assert.Throws<InvalidDataException>(() => EfficientNetModel.Load(_ml, cut)).Message);
    }

    [Fact]
    public void A_model_whose_network_was_exchanged_is_refused()
    {
        IDataView data = Data("Path");
        string model = Save(Estimator("preprocess", "Path").Fit(data), data.Schema);
        string other = Save(_ml.Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions
        {
            Preprocessing = new Preprocessing { Width = 64, Height = 48 },
        }).Fit(data), data.Schema);
        using (ZipArchive to = ZipFile.Open(model, ZipArchiveMode.Update), from = ZipFile.OpenRead(other))
        {
            ZipArchiveEntry network = from.Entries.Where(entry => entry.FullName.EndsWith("OnnxModel", StringComparison.Ordinal)).MinBy(entry => entry.Length)!;
            to.GetEntry(network.FullName)!.Delete();
            using Stream source = network.Open(), destination = to.CreateEntry(network.FullName).Open();
            source.CopyTo(destination);
        }

        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => EfficientNetModel.Load(_ml, model));

        Assert.Contains(model, exception.Message);
        Assert.Contains("not among its files", exception.Message);
    }

    private IDataView Data(string kind)
    {
        string[] paths = [_pictures.Draw("a.png"), _pictures.Draw("b.jpg", discs: true, width: 93, height: 177), _pictures.Write("c.png", [1])];
        IDataView files = _ml.Paths(paths);
        switch (kind)
        {
            case "Path":
                return files;
            case "Bytes":
                return _ml.Data.LoadFromEnumerable(paths.Select(path => new BytesRow { Bytes = File.ReadAllBytes(path) }).ToList());
            case "Image":
                return _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new ImageRow { Image = i == 1 ? null : Pictures.Image(seed: i) }).ToList());
            case "Sized":
                IDataView sound = _ml.Paths(paths[..2]);
                return _ml.Transforms.LoadImages("Image", imageFolder: "", "ImagePath")
                    .Append(_ml.Transforms.ResizeImages("Image", 61, 53)).Fit(sound).Transform(sound);
            default:
                IDataView two = _ml.Paths(paths[..2]);
                return _ml.Transforms.EfficientNetPreprocess("Pixels", "ImagePath").Fit(two).Transform(two);
        }
    }

    [Fact]
    public void A_model_is_saved_over_another_as_ML_NET_saves_it()
    {
        IDataView data = _ml.Paths(_pictures.Draw("a.png"));
        ITransformer model = _ml.Transforms.CopyColumns("Copy", "ImagePath").Fit(data);
        string path = _pictures.Write("any name", [1, 2, 3]);

        EfficientNetModel.Save(_ml, model, data.Schema, path);

        ITransformer loaded = new MLContext().Model.Load(path, out DataViewSchema schema);
        Assert.Equal(["ImagePath"], schema.Select(column => column.Name));
        Assert.Equal(data.GetColumn<string>("ImagePath"), loaded.Transform(data).GetColumn<string>("Copy"));
        Assert.Equal(["a.png", "any name"], Directory.GetFiles(_pictures.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_place_where_no_model_can_be_saved_is_named()
    {
        ITransformer model = _ml.Transforms.CopyColumns("Copy", "ImagePath").Fit(_ml.Paths("a.png"));
        string missing = Path.Combine(_pictures.Folder, "no such folder", "model.zip");
        string folder = Directory.CreateDirectory(Path.Combine(_pictures.Folder, "folder.zip")).FullName;

        foreach (string path in new[] { missing, folder })
        {
            Assert.StartsWith($"The model cannot be saved as '{path}': ", Assert.Throws<IOException>(() => EfficientNetModel.Save(_ml, model, null, path)).Message);
        }

        Assert.Equal([folder], Directory.GetFileSystemEntries(_pictures.Folder));
    }

    [Fact]
    public void What_else_goes_wrong_while_a_model_is_saved_leaves_nothing_either()
    {
        IDataView data = _ml.Paths(_pictures.Draw("a.png"));
        EfficientNetTransformer model = _ml.Transforms.EfficientNetFeaturize("Features", "ImagePath").Fit(data);
        model.Dispose();

        Assert.ThrowsAny<ObjectDisposedException>(() => EfficientNetModel.Save(_ml, model, null, Path.Combine(_pictures.Folder, "model.zip")));

        Assert.Equal(["a.png"], Directory.GetFiles(_pictures.Folder).Select(Path.GetFileName));
    }

    private EfficientNetEstimator Estimator(string verb, string kind)
    {
        string column = kind switch { "Path" => "ImagePath", "Sized" => "Image", _ => kind };
        return verb switch
        {
            "featurize" => _ml.Transforms.EfficientNetFeaturize(new EfficientNetFeaturizeOptions
            {
                InputColumnName = column,
                Outputs = new Dictionary<string, FeatureOutput>
                {
                    ["Features"] = FeatureOutput.Pooled,
                    ["Grösse \"ω\""] = FeatureOutput.Logits,
                    ["C5"] = FeatureOutput.Endpoint(5),
                },
                BrokenPictures = BrokenPicturePolicy.Skip,
            }),
            "classify" => _ml.Transforms.EfficientNetClassify(new EfficientNetClassifyOptions { InputColumnName = column, BrokenPictures = BrokenPicturePolicy.Skip }),
            _ => _ml.Transforms.EfficientNetPreprocess(new EfficientNetPreprocessOptions
            {
                InputColumnName = column,
                OutputColumnName = "Prepared",
                BrokenPictures = BrokenPicturePolicy.Skip,
                BrokenPictureColumnName = "Problem",
            }),
        };
    }

    private string Save(ITransformer model, DataViewSchema schema)
    {
        string path = Path.Combine(_pictures.Folder, $"{Guid.NewGuid():N}.zip");
        _ml.Model.Save(model, schema, path);
        return path;
    }

    private static IEnumerable<EfficientNetTransformer> Ours(ITransformer model) => model switch
    {
        EfficientNetTransformer ours => [ours],
        IEnumerable<ITransformer> chain => chain.SelectMany(Ours),
        _ => [],
    };

    private static int CountOurs(ITransformer model) => Ours(model).Count();

    /// <summary>All values of all columns of numbers and texts, to the bit.</summary>
    private static string[] Everything(IDataView view)
    {
        var columns = new List<string>();
        foreach (DataViewSchema.Column column in view.Schema.Where(column => !column.IsHidden))
        {
            if (column.Type is VectorDataViewType { ItemType: NumberDataViewType { RawType: var item } } && item == typeof(float))
            {
                columns.AddRange(SaveLoadTests.Bits(view.Vectors(column.Name)).Select(row => $"{column.Name} {row}"));
            }
            else if (column.Type is TextDataViewType)
            {
                columns.AddRange(view.GetColumn<string>(column.Name).Select(row => $"{column.Name} {row}"));
            }
            else if (column.Type == NumberDataViewType.Single)
            {
                columns.AddRange(view.GetColumn<float>(column.Name).Select(row => $"{column.Name} {BitConverter.SingleToUInt32Bits(row):x8}"));
            }
        }

        return [.. columns];
    }

    /// <summary>Names, types with dimensions, and slot names.</summary>
    private static string[] Columns(DataViewSchema schema) => [.. schema.Where(column => !column.IsHidden).Select(column =>
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (column.HasSlotNames())
        {
            column.GetSlotNames(ref names);
        }

        string dimensions = column.Type is VectorDataViewType vector ? string.Join('x', vector.Dimensions) : "";
        return $"{column.Name}: {column.Type} [{dimensions}] {string.Join('|', names.DenseValues())}";
    })];

    private sealed class Scores
    {
        public float[] Score { get; set; } = [];
    }
}
