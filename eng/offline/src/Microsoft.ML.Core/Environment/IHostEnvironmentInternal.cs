namespace Microsoft.ML.Runtime;

// What the context knows beyond the public interface.
internal interface IHostEnvironmentInternal : IHostEnvironment
{
    int? Seed { get; }

    bool FallbackToCpu { get; }

    int? GpuDeviceId { get; }

    // Used by whoever writes to the log under a host's name.
    void Dispatch(ChannelMessage message, string source);
}
