using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace EfficientNet.Offline.Tests.Context;

public class MLContextTests
{
    [Fact]
    public void Log_tells_source_and_kind()
    {
        var ml = new MLContext();
        var messages = new List<LoggingEventArgs>();
        ml.Log += (_, message) => messages.Add(message);
        var host = ((IHostEnvironment)ml).Register("Trainer");

        using (var channel = host.Start("Training"))
            channel.Warning(MessageSensitivity.None, "{0} rows are broken", 3);

        var warning = Assert.Single(messages, message => message.Kind == ChannelMessageKind.Warning);
        Assert.Equal("3 rows are broken", warning.RawMessage);
        Assert.Equal("Trainer; Training", warning.Source);
        Assert.Equal("[Source=Trainer; Training, Kind=Warning] 3 rows are broken", warning.Message);
        Assert.Equal(["Channel started", "Channel disposed"], messages.Where(message => message.Kind == ChannelMessageKind.Trace).Select(message => message.RawMessage)
            .Where(message => !message.StartsWith("Channel finished")));
    }

    [Fact]
    public void Seed_makes_random_numbers_repeat()
    {
        static int Draw(MLContext ml) => ((IHostEnvironment)ml).Register("A").Rand.Next();

        Assert.Equal(Draw(new MLContext(7)), Draw(new MLContext(7)));
        Assert.NotEqual(Draw(new MLContext(7)), Draw(new MLContext(8)));
    }

    [Fact]
    public void No_device_is_named_unless_the_user_does()
    {
        var ml = new MLContext();

        Assert.Null(ml.GpuDeviceId);
        Assert.False(ml.FallbackToCpu);
        ml.GpuDeviceId = 0;
        ml.FallbackToCpu = true;
        Assert.Equal(0, ml.GpuDeviceId);
        Assert.True(ml.FallbackToCpu);
    }
}
