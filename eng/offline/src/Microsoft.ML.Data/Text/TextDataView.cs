using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Text files as rows, parsed as they are read; every cursor opens them anew.
internal sealed class TextDataView(IMultiStreamSource source, TextLoader.Options options, TextColumn[] columns, DataViewSchema schema) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        new Cursor(source, options, columns, schema, columnsNeeded.ToFlags(schema));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursorBase
    {
        private readonly TextLoader.Options _options;
        private readonly TextParsing _parsing;
        private readonly TextLineReader _reader;
        private readonly IEnumerator<(string Text, long Number)> _lines;
        private readonly Dictionary<int, string> _fields = [];
        private readonly TextColumn[] _columns;
        private readonly Delegate[] _getters;
        private readonly List<Action> _parsers = [];
        private int _fieldCount;

        public Cursor(IMultiStreamSource source, TextLoader.Options options, TextColumn[] columns, DataViewSchema schema, bool[] active)
        {
            _options = options;
            _parsing = new TextParsing(options);
            _reader = new TextLineReader(options);
            _lines = _reader.ReadLines(source).GetEnumerator();
            _columns = columns;
            Schema = schema;
            _getters = columns.Select((column, i) => !active[i] ? null : column.Type is VectorDataViewType vector
                ? Utils.MarshalInvoke<Delegate>(MakeVectorGetter<int>, vector.ItemType.RawType, column)
                : Utils.MarshalInvoke<Delegate>(MakeScalarGetter<int>, column.Type.RawType, column)).ToArray();
        }

        public override long Batch => 0;

        public override DataViewSchema Schema { get; }

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Contracts.Check(column.Index < _columns.Length, "The column is not part of the schema");
            return _getters[column.Index] is not null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Contracts.Check(IsColumnActive(column), $"The column {column.Name} is not active");
            return RowCursorUtils.Cast<TValue>(_getters[column.Index]);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckPosition();
            id = new DataViewRowId((ulong)Position, 0);
        };

        protected override bool MoveNextCore()
        {
            if (Position + 1 >= (_options.MaxRows ?? long.MaxValue) || !_lines.MoveNext())
                return false;
            _fieldCount = _reader.GetFields(_lines.Current.Text, _fields);
            foreach (var parse in _parsers)
                parse();
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _lines.Dispose();
            base.Dispose(disposing);
        }

        private void CheckPosition() => Contracts.Check(Position >= 0, RowCursorUtils.FetchValueStateError);

        private Delegate MakeScalarGetter<T>(TextColumn column)
        {
            var field = column.FieldsOf(0).Single();
            T current = default;
            _parsers.Add(() => current = Parse<T>(field, column.Type, () => $"line {_lines.Current.Number}, column {column.Name}"));
            return (ValueGetter<T>)((ref T value) =>
            {
                CheckPosition();
                value = current;
            });
        }

        private Delegate MakeVectorGetter<T>(TextColumn column)
        {
            var itemType = column.Type.GetItemType();
            VBuffer<T> current = default;
            _parsers.Add(() =>
            {
                var fields = column.FieldsOf(_fieldCount).ToArray();
                // A sparse line makes a sparse vector, where at most half of its values are given.
                var given = _options.AllowSparse ? fields.Count(_fields.ContainsKey) : fields.Length;
                var sparse = given <= fields.Length / 2;
                var editor = VBufferEditor.Create(ref current, fields.Length, sparse ? given : fields.Length);
                var next = 0;
                for (var slot = 0; slot < fields.Length; slot++)
                {
                    if (sparse && !_fields.ContainsKey(fields[slot]))
                        continue;
                    if (sparse)
                        editor.Indices[next] = slot;
                    editor.Values[next++] = Parse<T>(fields[slot], itemType, () => $"slot {slot} of column {column.Name} in line {_lines.Current.Number}");
                }

                current = editor.Commit();
            });
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) =>
            {
                CheckPosition();
                current.CopyTo(ref value);
            });
        }

        private T Parse<T>(int field, DataViewType type, Func<string> where)
        {
            // A field that the line does not have is like an empty one.
            var text = _fields.GetValueOrDefault(field, "");
            if (!_parsing.TryParse<T>(text, type, out var value) && !TextParsing.HasMissing(type))
                throw Contracts.Except($"Could not parse value {text} in {where()}");
            return value;
        }
    }
}
