// A process of its own that trains a classifier of pictures, scores with one, or kills others of its kind while they train.
//
//   trainer train FOLDER CACHE MODEL [--tiny FILE] [--views COUNT] [--cancel-after PICTURES]
//       trains on FOLDER (one folder of pictures a class), with features kept in the folder CACHE, saves MODEL and prints scores
//   trainer score MODEL FOLDER
//       loads MODEL by EfficientNetModel.Load, and prints the same
//   trainer kill FOLDER KILLS SEED [--tiny FILE] [--views COUNT]
//       kills KILLS trainings at moments drawn with SEED, and says whether the next ones gave what undisturbed ones do
//
//   --tiny FILE      the tests' tiny network with weights from FILE, in place of the bundled one
//   --views COUNT    how many augmented views of each picture are trained on
//   --cancel-after   cancels when the features of so many pictures are there
using System.Globalization;
using EfficientNet.MLNet.Trainer;

try
{
    string? tiny = Option("--tiny");
    int? views = Option("--views") is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : null;
    switch (args)
    {
        case ["train", var folder, var cache, var model, ..]:
            int? cancelAfter = Option("--cancel-after") is { } pictures ? int.Parse(pictures, CultureInfo.InvariantCulture) : null;
            return new Training(folder, cache, tiny, views).Run(model, cancelAfter, Console.WriteLine) ? 0 : 3;
        case ["score", var model, var folder]:
            Scores.Print(model, folder, Console.WriteLine);
            return 0;
        case ["kill", var folder, var kills, var seed, ..]:
            using (var trainings = new KilledTrainings(folder, tiny, views))
            {
                return await trainings.RunAsync(int.Parse(kills, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture), Console.WriteLine) ? 0 : 1;
            }

        default:
            throw new ArgumentException("Expected: train FOLDER CACHE MODEL, score MODEL FOLDER, or kill FOLDER KILLS SEED.");
    }
}
catch (Exception exception)
{
    Console.Error.WriteLine($"{exception.GetType().Name}: {exception.Message}");
    return 1;
}

string? Option(string name) => Array.IndexOf(args, name) is var at and >= 0 ? args[at + 1] : null;
