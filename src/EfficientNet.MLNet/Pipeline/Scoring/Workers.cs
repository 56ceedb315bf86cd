namespace EfficientNet.MLNet.Pipeline.Scoring;

/// <summary>
/// Does work on the thread pool, so much of it at once and no more, in the order in which it came. No thread waits for work, so nothing is
/// left behind by whoever does not come back for the results.
/// </summary>
/// <param name="most">How much work is done at once.</param>
internal sealed class Workers(int most) : IThreadPoolWorkItem
{
    private readonly Queue<Action> _waiting = new();
    private int _running;

    /// <summary>Adds work, which must not throw.</summary>
    public void Add(Action work)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(work);
            if (_running == most)
            {
                return;
            }

            _running++;
        }

        Queue();
    }

    void IThreadPoolWorkItem.Execute()
    {
        Action work;
        lock (_waiting)
        {
            if (!_waiting.TryDequeue(out work!))
            {
                _running--;
                return;
            }
        }

        work();

        // At the end of the pool's queue again: the rest of the process has work for the pool, too.
        Queue();
    }

    private void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
}
