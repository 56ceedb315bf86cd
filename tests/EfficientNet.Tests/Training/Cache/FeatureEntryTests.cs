using EfficientNet.FeatureWriter;
using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

/// <summary>Files that are not what was written count as none, and the next writing replaces them.</summary>
public sealed class FeatureEntryTests : IDisposable
{
    private const int Length = 60;
    private readonly CacheFolder _folder = new();
    private readonly FeatureKey _key = KnownFeatures.Key(1);
    private readonly FeatureCache _cache;
    private readonly byte[] _file;

    public FeatureEntryTests()
    {
        _cache = _folder.Cache();
        _folder.Write(_cache, 1, Length);
        _file = File.ReadAllBytes(_folder.PathOf(_key));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_cut_at_any_byte_is_none()
    {
        Assert.Equal(FeatureEntry.HeaderLength + Length, _file.Length);
        for (var length = 0; length < _file.Length; length++)
        {
            AssertIsNone(_file[..length]);
        }
    }

    [Fact]
    public void A_file_with_any_bit_flipped_is_none()
    {
        for (var bit = 0; bit < _file.Length * 8; bit++)
        {
            var damaged = _file.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertIsNone(damaged);
        }
    }

    [Fact]
    public void A_file_that_goes_on_is_none() => AssertIsNone([.. _file, 0]);

    [Fact]
    public void A_file_of_zeros_as_a_power_failure_leaves_it_is_none() => AssertIsNone(new byte[_file.Length]);

    [Fact]
    public void A_file_of_another_key_is_none()
    {
        _folder.Write(_cache, 2, Length);
        AssertIsNone(File.ReadAllBytes(_folder.PathOf(KnownFeatures.Key(2))));
    }

    [Fact]
    public void What_takes_the_place_of_a_file_but_is_none_is_no_entry()
    {
        File.Delete(_folder.PathOf(_key));
        Directory.CreateDirectory(_folder.PathOf(_key));
        Assert.False(_cache.TryRead(_key, new byte[Length]));
        Assert.Equal(0, _cache.EntryCount);
        _folder.Write(_cache, 1, Length);
        Assert.Contains(_folder.Root, _cache.Problem);
    }

    [Fact]
    public void A_damaged_file_is_replaced()
    {
        File.WriteAllBytes(_folder.PathOf(_key), _file[..20]);
        Assert.False(_cache.TryRead(_key, new byte[Length]));
        _folder.Write(_cache, 1, Length);
        Assert.True(KnownFeatures.Holds(_cache, _key, Length));
        Assert.Equal(_file, File.ReadAllBytes(_folder.PathOf(_key)));
        Assert.Single(_folder.Files());
    }

    private void AssertIsNone(byte[] file)
    {
        File.WriteAllBytes(_folder.PathOf(_key), file);
        Assert.False(_cache.TryRead(_key, new byte[Length]));
    }
}
