using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Lines of text files and their fields.
internal sealed class TextLineReader(TextLoader.Options options)
{
    // Every line that is a row, with its number in its file, from 1. Blank lines are none, nor are those that start with //,
    // nor, before the first row (or header) of a file, those that start with #.
    public IEnumerable<(string Text, long Number)> ReadLines(IMultiStreamSource source, bool skipHeader = true)
    {
        for (var file = 0; file < source.Count; file++)
        {
            using var reader = source.OpenTextReader(file);
            var started = false;
            var header = options.HasHeader && skipHeader;
            long number = 0;
            while (ReadLine(reader, ref number) is { } line)
            {
                if (line.Length == 0 || line.StartsWith("//", StringComparison.Ordinal) || !started && line[0] == '#')
                    continue;
                started = true;
                if (header)
                    header = false;
                else
                    yield return (line, number);
            }
        }
    }

    // The header, where there should be one, and the number of fields that the first hundred lines agree on.
    public Sample ReadSample(IMultiStreamSource source)
    {
        var lines = ReadLines(source, skipHeader: false).Take(101).Select(line => line.Text).ToArray();
        var header = options.HasHeader && lines.Length > 0 ? Split(lines[0]).Select(field => field.Text).ToArray() : null;
        var counts = lines.Skip(header is null ? 0 : 1).Select(CountFields).Distinct().ToArray();
        Contracts.Check(counts.Length <= 1 || options.Columns.All(column => column.Source.All(range => !range.AutoEnd)),
            "The size of input lines is not consistent");
        return new Sample(header, counts.Length > 0 ? counts[0] : header?.Length ?? 0);
    }

    // The fields by their number; in sparse lines some are left out. Returns how many the line has, those included.
    public int GetFields(string line, Dictionary<int, string> fields)
    {
        fields.Clear();
        var next = 0;
        var sparseStart = -1;
        var count = 0;
        foreach (var (sparseIndex, text) in Split(options.TrimWhitespace ? line.TrimEnd() : line))
        {
            if (sparseIndex >= 0 && sparseStart < 0)
            {
                // Before the first pair of index and value stands how many values the sparse part has.
                if (options.InputSize is { } size)
                {
                    sparseStart = next;
                    count = size;
                }
                else if (next > 0 && int.TryParse(fields.GetValueOrDefault(next - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                {
                    sparseStart = next - 1;
                    fields.Remove(sparseStart);
                    count = sparseStart + length;
                }
            }

            if (sparseIndex >= 0 && sparseStart >= 0)
                fields[sparseStart + sparseIndex] = text;
            else
                fields[next++] = text;
        }

        return Math.Max(count, next);
    }

    private int CountFields(string line) => GetFields(line, []);

    private IEnumerable<(int SparseIndex, string Text)> Split(string line)
    {
        var spaceSeparates = options.Separators.Contains(' ');
        var position = 0;
        while (true)
        {
            while (!spaceSeparates && position < line.Length && line[position] == ' ')
                position++;
            var index = options.AllowSparse ? ReadSparseIndex(line, ref position) : -1;
            var text = options.AllowQuoting && position < line.Length && line[position] == '"'
                ? ReadQuoted(line, ref position)
                : ReadPlain(line, ref position);
            yield return (index, text);
            if (position >= line.Length)
                yield break;
            position++;
        }
    }

    private static int ReadSparseIndex(string line, ref int position)
    {
        var end = position;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
            end++;
        if (end == position || end >= line.Length || line[end] != ':' || !int.TryParse(line.AsSpan(position, end - position), out var index))
            return -1;
        position = end + 1;
        return index;
    }

    private string ReadPlain(string line, ref int position)
    {
        var start = position;
        var length = line.AsSpan(start).IndexOfAny(options.Separators);
        position = length < 0 ? line.Length : start + length;
        return line[start..position];
    }

    // Up to the separator behind the closing quote; empty where the quoting is wrong.
    private string ReadQuoted(string line, ref int position)
    {
        var text = new StringBuilder();
        var closed = false;
        for (position++; position < line.Length && !closed; position++)
        {
            var next = position + 1 < line.Length ? line[position + 1] : '\0';
            if (line[position] == options.EscapeChar && next == '"')
                text.Append(line[++position]);
            else if (line[position] == '"')
                closed = true;
            else
                text.Append(line[position]);
        }

        var rest = ReadPlain(line, ref position);
        return closed && string.IsNullOrWhiteSpace(rest) ? text.ToString() : "";
    }

    private string ReadLine(TextReader reader, ref long number)
    {
        var line = reader.ReadLine();
        number++;
        while (line is not null && options.ReadMultilines && options.AllowQuoting && line.Count(c => c == '"') % 2 == 1 && reader.ReadLine() is { } more)
        {
            line += "\n" + more;
            number++;
        }

        return line;
    }

    internal sealed record Sample(IReadOnlyList<string> Header, int FieldCount);
}
