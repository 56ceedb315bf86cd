using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace EfficientNet.MLNet.Reporting;

/// <summary>
/// HTML as it grows. Markup is what stands in an interpolated string; whatever stands in its braces is text and is escaped, so that there is no way to
/// forget it.
/// </summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] in Markup markup)
    {
        // The handler has written it already.
        _ = markup;
        _text.Append('\n');
    }

    /// <summary>Adds a script or a style sheet of ours, or JSON, as it is.</summary>
    public void AddTrusted(string text) => _text.Append(text).Append('\n');

    /// <summary>Adds other HTML.</summary>
    public void Add(Html other) => _text.Append(other._text);

    public override string ToString() => _text.ToString();

    private void AddText(string? text)
    {
        foreach (char character in text ?? "")
        {
            switch (character)
            {
                case '&': _text.Append("&amp;"); break;
                case '<': _text.Append("&lt;"); break;
                case '>': _text.Append("&gt;"); break;
                case '"': _text.Append("&quot;"); break;
                case '\'': _text.Append("&#39;"); break;
                default: _text.Append(character); break;
            }
        }
    }

    private void AddPicture(ReadOnlySpan<byte> content)
    {
        string type = content switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "png",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => "webp",
            _ => "jpeg",
        };
        _text.Append("data:image/").Append(type).Append(";base64,").Append(Convert.ToBase64String(content));
    }

    /// <summary>An interpolated string that is written into HTML.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly Html _html;

        public Markup(int literalLength, int formattedCount, Html html)
        {
            _ = literalLength + formattedCount;
            _html = html;
        }

        public void AppendLiteral(string literal) => _html._text.Append(literal);

        public void AppendFormatted(string? text) => _html.AddText(text);

        public void AppendFormatted(int number) => _html._text.Append(CultureInfo.InvariantCulture, $"{number:N0}");

        /// <summary>The picture as the address of an image, which holds it wholly.</summary>
        public void AppendFormatted(ReportPicture picture) => _html.AddPicture(picture.Content.Span);
    }
}
