using System.Collections;
using EfficientNet.Imaging;
using EfficientNet.MLNet.Pipeline.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace EfficientNet.MLNet.Pipeline;

/// <summary>
/// Prepared pictures of a data view to calibrate a network on: as many as are wanted, spread evenly over its rows, as data often come
/// sorted by their label. Where a picture is broken, the next sound one takes its place, whatever the policy: rows are reported when they are
/// scored. Nothing is read before the pictures are asked for.
/// </summary>
internal sealed class CalibrationPictures(IDataView data, string verb, InputKind kind, PictureSettings settings, int wanted)
    : IEnumerable<ReadOnlyMemory<float>>
{
    public IEnumerator<ReadOnlyMemory<float>> GetEnumerator()
    {
        DataViewSchema.Column column = data.Schema[settings.InputColumnName];
        long rows = RowCount.Of(data);
        int length = new PictureReader(settings).Length;
        int found = 0;
        PictureException? firstProblem = null;
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        CapturedPictures pictures = CapturedPictures.Create(kind, settings, cursor, column, window: 1);
        while (found < wanted && cursor.MoveNext())
        {
            if (cursor.Position < rows * found / wanted)
            {
                continue;
            }

            var prepared = new float[length];
            try
            {
                pictures.Capture(0);
                pictures.Prepare(0, prepared);
            }
            catch (PictureException exception)
            {
                firstProblem ??= exception;
                continue;
            }

            found++;
            yield return prepared;
        }

        if (found == 0)
        {
            throw new ArgumentException(
                firstProblem is null
                    ? $"{verb}: {nameof(Precision)} is {Precision.Int8}, for which this network is calibrated on the data it is fitted to, but the data have no rows. Fit it to pictures like those it is to be used on."
                    : $"{verb}: {nameof(Precision)} is {Precision.Int8}, for which this network is calibrated on the data it is fitted to, but no row has a sound picture; the first: {firstProblem.Message}",
                firstProblem);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
