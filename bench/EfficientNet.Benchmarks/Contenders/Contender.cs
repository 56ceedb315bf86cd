namespace EfficientNet.Benchmarks.Contenders;

/// <summary>Something whose speed is measured. It lives in a process of its own, is made once, and then does one round after the other.</summary>
internal abstract class Contender : IDisposable
{
    /// <summary>Does what is measured, a number of times.</summary>
    /// <param name="count">How many pictures, or whatever the contender counts.</param>
    public abstract void Run(int count);

    public virtual void Dispose()
    {
    }
}
