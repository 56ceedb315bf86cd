using EfficientNet.Weights;

// A process of its own that downloads weights, as the environment variables say: arguments are their id. Prints the file's path.
Console.WriteLine(await new WeightStore().DownloadAsync(PretrainedConfiguration.Parse(args[0])));
