using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace EfficientNet.Weights.Pickle;

/// <summary>
/// Reads a pickle as far as a state dict needs it: it builds numbers, texts, tuples, lists, dictionaries and tensors, and calls
/// nothing. Opcodes and globals outside a closed list are refused by name. Work, memory and nesting are bounded. What is wrong is
/// thrown as <see cref="InvalidDataException"/>, to which the caller adds the file.
/// </summary>
internal ref struct PickleReader(ReadOnlySpan<byte> bytes, Func<PickleTuple, StorageReference>? storageOf)
{
    /// <summary>Bytes a pickle may have: hundreds of times what the largest network's checkpoint has, optimizer included.</summary>
    public const int MaximumLength = 32 << 20;

    private const int MaximumOperations = 2_000_000;
    private const int MaximumMarks = 1000;
    private const int MaximumNumberBytes = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly Func<PickleTuple, StorageReference>? _storageOf = storageOf;
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];

    /// <summary>Bytes read so far; after <see cref="Read"/>, where the pickle ends.</summary>
    public int Position { get; private set; }

    public object? Read()
    {
        for (var operation = 0; operation < MaximumOperations; operation++)
        {
            var start = Position;
            var opcode = (PickleOpcode)Take(1)[0];
            if (start == 0 && opcode != PickleOpcode.Proto)
            {
                throw new InvalidDataException($"a pickle of protocol 2 to 5 was expected, but it begins with the byte 0x{(byte)opcode:X2}");
            }

            if (opcode == PickleOpcode.Stop)
            {
                var value = Pop();
                return _stack.Count == 0 && _marks.Count == 0
                    ? value
                    : throw new InvalidDataException($"the pickle ends at byte {start} with {_stack.Count} values and {_marks.Count} marks left over");
            }

            Execute(opcode, start);
        }

        throw new InvalidDataException($"the pickle has more than {MaximumOperations} operations, which no state dict needs");
    }

    private void Execute(PickleOpcode opcode, int start)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto:
                var protocol = Take(1)[0];
                if (protocol is < 2 or > 5)
                {
                    throw new InvalidDataException($"the pickle has protocol {protocol}, expected 2 to 5");
                }

                break;
            case PickleOpcode.Frame:
                Take(8);
                break;
            case PickleOpcode.Mark:
                if (_marks.Count == MaximumMarks)
                {
                    throw new InvalidDataException($"more than {MaximumMarks} marks are open at byte {start}; no state dict is nested so deep");
                }

                _marks.Push(_stack.Count);
                break;
            case PickleOpcode.None:
                Push(null);
                break;
            case PickleOpcode.NewTrue:
                Push(true);
                break;
            case PickleOpcode.NewFalse:
                Push(false);
                break;
            case PickleOpcode.BinInt:
                Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case PickleOpcode.BinInt1:
                Push((long)Take(1)[0]);
                break;
            case PickleOpcode.BinInt2:
                Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                break;
            case PickleOpcode.Long1:
                PushNumber(Take(1)[0]);
                break;
            case PickleOpcode.Long4:
                PushNumber(BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                break;
            case PickleOpcode.BinFloat:
                Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8)));
                break;
            case PickleOpcode.ShortBinString or PickleOpcode.ShortBinUnicode:
                Push(Text(Take(Take(1)[0])));
                break;
            case PickleOpcode.BinString or PickleOpcode.BinUnicode:
                Push(Text(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))));
                break;
            case PickleOpcode.BinUnicode8:
                Push(Text(Take(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)))));
                break;
            case PickleOpcode.ShortBinBytes:
                Push(Take(Take(1)[0]).ToArray());
                break;
            case PickleOpcode.BinBytes:
                Push(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))).ToArray());
                break;
            case PickleOpcode.EmptyTuple:
                Push(new PickleTuple([]));
                break;
            case PickleOpcode.Tuple1:
                Push(new PickleTuple(PopMany(1)));
                break;
            case PickleOpcode.Tuple2:
                Push(new PickleTuple(PopMany(2)));
                break;
            case PickleOpcode.Tuple3:
                Push(new PickleTuple(PopMany(3)));
                break;
            case PickleOpcode.Tuple:
                Push(new PickleTuple(PopToMark()));
                break;
            case PickleOpcode.EmptyList:
                Push(new PickleList());
                break;
            case PickleOpcode.Append:
                Append(PopMany(1), opcode, start);
                break;
            case PickleOpcode.Appends:
                Append(PopToMark(), opcode, start);
                break;
            case PickleOpcode.EmptyDict:
                Push(new PickleDictionary());
                break;
            case PickleOpcode.SetItem:
                SetItems(PopMany(2), opcode, start);
                break;
            case PickleOpcode.SetItems:
                SetItems(PopToMark(), opcode, start);
                break;
            case PickleOpcode.Pop:
                Pop();
                break;
            case PickleOpcode.PopMark:
                PopToMark();
                break;
            case PickleOpcode.BinPut:
                _memo[Take(1)[0]] = Peek();
                break;
            case PickleOpcode.LongBinPut:
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek();
                break;
            case PickleOpcode.Memoize:
                _memo[(uint)_memo.Count] = Peek();
                break;
            case PickleOpcode.BinGet:
                Recall(Take(1)[0], start);
                break;
            case PickleOpcode.LongBinGet:
                Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)), start);
                break;
            case PickleOpcode.Global:
                Push(TorchGlobals.Find(Line(), Line()));
                break;
            case PickleOpcode.StackGlobal:
                var names = PopMany(2);
                Push(names is [string module, string name]
                    ? TorchGlobals.Find(module, name)
                    : throw Unexpected(opcode, start, "two texts", names[0] is string ? names[1] : names[0]));
                break;
            case PickleOpcode.Reduce:
                var call = PopMany(2);
                Push(call is [PickleGlobal callee, PickleTuple arguments]
                    ? TorchGlobals.Build(callee, arguments.Items)
                    : throw Unexpected(opcode, start, "a known function and a tuple", call[0] is PickleGlobal ? call[1] : call[0]));
                break;
            case PickleOpcode.Build:
                // PyTorch sets a state dict's attribute _metadata so; attributes of dictionaries are of no interest.
                var state = Pop();
                if (Peek() is not PickleDictionary || state is not PickleDictionary)
                {
                    throw Unexpected(opcode, start, "attributes of a dictionary", Peek() is PickleDictionary ? state : Peek());
                }

                break;
            case PickleOpcode.BinPersId:
                var id = Pop();
                Push(id is PickleTuple storage && _storageOf is not null
                    ? _storageOf(storage)
                    : throw Unexpected(opcode, start, _storageOf is null ? "no storage here" : "a tuple that names a storage", id));
                break;
            case PickleOpcode.Inst:
                throw new InvalidDataException($"the opcode INST at byte {start} would make '{new PickleGlobal(Line(), Line())}'; this reader calls nothing");
            default:
                throw new InvalidDataException(Enum.IsDefined(opcode)
                    ? $"the opcode {opcode.ToString().ToUpperInvariant()} at byte {start} is none that a state dict needs; this reader does not follow it"
                    : $"the byte 0x{(byte)opcode:X2} at byte {start} is no opcode of a pickle; the file is damaged");
        }
    }

    private readonly void Push(object? value) => _stack.Add(value);

    private readonly object? Peek() => PopFloor() < _stack.Count ? _stack[^1] : throw Underrun();

    private readonly object? Pop() => PopMany(1)[0];

    private readonly List<object?> PopMany(int count)
    {
        var first = _stack.Count - count;
        return first >= PopFloor() ? PopFrom(first) : throw Underrun();
    }

    private readonly List<object?> PopToMark() => _marks.TryPop(out var first) ? PopFrom(first) : throw Underrun();

    private readonly List<object?> PopFrom(int first)
    {
        var values = _stack.GetRange(first, _stack.Count - first);
        _stack.RemoveRange(first, values.Count);
        return values;
    }

    /// <summary>What lies below the last mark is only reached once the mark is gone.</summary>
    private readonly int PopFloor() => _marks.TryPeek(out var mark) ? mark : 0;

    private readonly void Append(List<object?> items, PickleOpcode opcode, int start)
    {
        var list = Peek() as PickleList ?? throw Unexpected(opcode, start, "a list", Peek());
        items.ForEach(list.Add);
    }

    private readonly void SetItems(List<object?> items, PickleOpcode opcode, int start)
    {
        var dictionary = Peek() as PickleDictionary ?? throw Unexpected(opcode, start, "a dictionary", Peek());
        if (items.Count % 2 != 0)
        {
            throw new InvalidDataException($"SETITEMS at byte {start} has a key without a value");
        }

        for (var index = 0; index < items.Count; index += 2)
        {
            dictionary.Add(items[index], items[index + 1]);
        }
    }

    private readonly void Recall(uint place, int start) => Push(_memo.TryGetValue(place, out var value)
        ? value
        : throw new InvalidDataException($"at byte {start} the value remembered as {place} is asked for, but none is; the file is damaged"));

    private void PushNumber(int length)
    {
        if (length is < 0 or > MaximumNumberBytes)
        {
            throw new InvalidDataException($"the number at byte {Position} takes {length} bytes, expected 0 to {MaximumNumberBytes}");
        }

        var number = new BigInteger(Take(length));
        Push(number >= long.MinValue && number <= long.MaxValue ? (long)number : number);
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        var left = _bytes.Length - Position;
        if (length > (ulong)left)
        {
            throw new InvalidDataException($"at byte {Position} the pickle needs {length} more bytes, but has {left}; the file is cut off or damaged: get it anew");
        }

        var taken = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return taken;
    }

    private ReadOnlySpan<byte> Take(int length) => Take((ulong)length);

    private string Line()
    {
        var end = _bytes[Position..].IndexOf((byte)'\n');
        return Text(Take(end < 0 ? _bytes.Length - Position + 1 : end + 1)[..^1]);
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private readonly InvalidDataException Underrun() =>
        new($"at byte {Position} the pickle takes a value that is not there; the file is damaged");

    private static InvalidDataException Unexpected(PickleOpcode opcode, int start, string expected, object? found) =>
        new($"{opcode.ToString().ToUpperInvariant()} at byte {start} expects {expected}, but finds {PickleText.Describe(found)}");
}
