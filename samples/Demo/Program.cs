using EfficientNet.Demo;
using EfficientNet.Demo.Training;

try
{
    if (args is [LoadedModel.Command, string model, .. string[] pictures])
    {
        return LoadedModel.Predict(model, pictures);
    }

    DemoOptions options = DemoOptions.Parse(args);
    if (options.Help)
    {
        Console.WriteLine(DemoOptions.Usage);
        return 0;
    }

    return new Demonstration(options).Run();
}
catch (Exception exception) when (exception is DemoException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
