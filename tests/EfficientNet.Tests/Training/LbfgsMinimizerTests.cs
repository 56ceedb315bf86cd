using EfficientNet.Training;

namespace EfficientNet.Tests.Training;

public class LbfgsMinimizerTests
{
    [Fact]
    public void A_quadratic_bowl_is_followed_to_its_bottom()
    {
        float[] steepness = [1, 3, 10, 100, 0.1f, 30];
        (float[] found, int evaluations) = Minimize(new LbfgsMinimizer(new float[6], 1e-12), Bowl(steepness));

        Assert.All(found, (value, at) => Assert.Equal(at + 1, value, 1e-2));
        Assert.InRange(evaluations, 2, 80);
    }

    [Fact]
    public void Rosenbrocks_valley_is_followed_to_its_end()
    {
        (float[] found, _) = Minimize(new LbfgsMinimizer([-1.2f, 1], 1e-9), (point, gradient) =>
        {
            (double x, double y) = (point[0], point[1]);
            gradient[0] = (float)((-400 * x * (y - (x * x))) - (2 * (1 - x)));
            gradient[1] = (float)(200 * (y - (x * x)));
            return (100 * Math.Pow(y - (x * x), 2)) + Math.Pow(1 - x, 2);
        });

        Assert.Equal(1.0, found[0], 1e-2);
        Assert.Equal(1.0, found[1], 1e-2);
    }

    [Fact]
    public void Where_the_function_has_no_value_a_shorter_step_follows()
    {
        // The logarithm ends at 0; the first step of length 1 leads beyond it.
        (float[] found, _) = Minimize(new LbfgsMinimizer([0.5f], 1e-9), (point, gradient) =>
        {
            gradient[0] = (float)(40 - (1 / point[0]));
            return point[0] <= 0 ? double.NaN : (40 * point[0]) - Math.Log(point[0]);
        });

        Assert.Equal(0.025, found[0], 1e-4);
    }

    [Fact]
    public void A_start_at_the_bottom_is_the_end()
    {
        var search = new LbfgsMinimizer([1, 2], 1e-4);

        Assert.True(search.Accept(3, [0, 0]));

        Assert.True(search.IsDone);
        Assert.Equal([1f, 2f], search.Point);
    }

    [Fact]
    public void A_search_that_gradients_mislead_gives_up_where_it_was()
    {
        // The gradient points uphill at every step.
        (float[] found, int evaluations) = Minimize(new LbfgsMinimizer([1, 1], 1e-4), (point, gradient) =>
        {
            (gradient[0], gradient[1]) = (-point[0], -point[1]);
            return (point[0] * point[0]) + (point[1] * point[1]);
        });

        Assert.Equal([1f, 1f], found);
        Assert.InRange(evaluations, 2, 100);
    }

    [Fact]
    public void A_search_of_a_changed_function_continues_with_what_is_known()
    {
        var layer = new HeadLayer(5, 1, 0);
        float[] steep = [1, 3, 10, 100, 0.1f, 30];
        float[] less = [.. steep.Select((value, at) => at < 5 ? value - 0.05f : value)];
        var first = new LbfgsMinimizer(new float[6], 1e-12);
        Minimize(first, Bowl(steep, toZero: true));

        (float[] found, int evaluations) = Minimize(first.Continue([layer], -0.05), Bowl(less, toZero: true));
        (_, int afresh) = Minimize(new LbfgsMinimizer([1, 1, 1, 1, 1, 1], 1e-12), Bowl(less, toZero: true));

        Assert.All(found, value => Assert.Equal(0, value, 1e-3));
        Assert.True(evaluations < afresh);
    }

    /// <summary>Its bottom lies at 1, 2, 3, ..., or at 0.</summary>
    private static Func<float[], float[], double> Bowl(float[] steepness, bool toZero = false) => (point, gradient) =>
    {
        double value = 0;
        for (int at = 0; at < point.Length; at++)
        {
            double distance = point[at] - (toZero ? 0 : at + 1);
            value += 0.5 * steepness[at] * distance * distance;
            gradient[at] = (float)(steepness[at] * distance);
        }

        return value;
    };

    private static (float[] Point, int Evaluations) Minimize(LbfgsMinimizer search, Func<float[], float[], double> function)
    {
        float[] gradient = new float[search.Trial.Length];
        int evaluations = 0;
        for (; !search.IsDone && evaluations < 1000; evaluations++)
        {
            double value = function(search.Trial, gradient);
            double before = search.Value;
            search.Accept(value, gradient);
            Assert.True(search.Value <= before + (1e-6 * Math.Abs(before)) || double.IsPositiveInfinity(before));
        }

        Assert.True(search.IsDone);
        return (search.Point, evaluations);
    }
}
