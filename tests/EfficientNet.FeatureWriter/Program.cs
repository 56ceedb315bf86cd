using System.Globalization;
using EfficientNet.FeatureWriter;
using EfficientNet.Training;

// A process of its own at a cache of features. Arguments: what to do, the folder, and for most what else it takes.
//     write FOLDER KEYS LENGTH ROUNDS    writes all keys that often; prints a line once the first is written, and the problem in the end
//     read FOLDER KEYS LENGTH            prints how many are sound
//     clear FOLDER                       prints what goes wrong
var cache = new FeatureCache(new FeatureCacheOptions { Folder = args[1] });
var numbers = Array.ConvertAll(args[2..], text => int.Parse(text, CultureInfo.InvariantCulture));
switch (args[0])
{
    case "write":
        for (var round = 0; round < numbers[2]; round++)
        {
            for (var i = 0; i < numbers[0]; i++)
            {
                var key = KnownFeatures.Key(i);
                cache.Write(key, KnownFeatures.Payload(key, numbers[1]));
                if (round == 0 && i == 0)
                {
                    Console.WriteLine("begun");
                }
            }
        }

        Console.WriteLine(cache.Problem ?? "no problem");
        break;
    case "read":
        Console.WriteLine(Enumerable.Range(0, numbers[0]).Count(i => KnownFeatures.Holds(cache, KnownFeatures.Key(i), numbers[1])));
        break;
    case "clear":
        try
        {
            cache.Clear();
            Console.WriteLine("no problem");
        }
        catch (IOException error)
        {
            Console.WriteLine(error.Message);
        }

        break;
    default:
        throw new ArgumentException($"'{args[0]}' is none of write, read and clear.");
}
