using EfficientNet.MLNet.Pipeline.Scoring;
using Xunit;

namespace EfficientNet.MLNet.Tests.Pipeline.Scoring;

public class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void All_work_is_done_and_never_more_than_so_much_at_once(int most)
    {
        var workers = new Workers(most);
        using var done = new CountdownEvent(200);
        int running = 0;
        int highest = 0;
        for (int i = 0; i < 200; i++)
        {
            workers.Add(() =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref highest, now);
                Thread.Yield();
                Interlocked.Decrement(ref running);
                done.Signal();
            });
        }

        Assert.True(done.Wait(TimeSpan.FromMinutes(1)));
        Assert.InRange(highest, 1, most);
    }

    [Fact]
    public void Work_is_begun_in_the_order_in_which_it_came()
    {
        var workers = new Workers(1);
        var order = new List<int>();
        using var done = new CountdownEvent(100);
        for (int i = 0; i < 100; i++)
        {
            int index = i;
            workers.Add(() =>
            {
                order.Add(index);
                done.Signal();
            });
        }

        Assert.True(done.Wait(TimeSpan.FromMinutes(1)));
        Assert.Equal(Enumerable.Range(0, 100), order);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); value > seen;)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
