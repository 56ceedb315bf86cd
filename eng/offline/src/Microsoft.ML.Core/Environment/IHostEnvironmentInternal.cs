namespace Microsoft.ML.Runtime;

// What the context knows beyond the public interface.
internal interface IHostEnvironmentInternal : IHostEnvironment
{
    int? Seed { get; }

    bool FallbackToCpu { get; }

    int? GpuDeviceId { get; }

    // The folder for temporary files.
    string TempFilePath { get; }

    // What other assemblies keep in the context.
    object GetOptionOrDefault(string name);

    void SetOption(string name, object value);

    // Used by whoever writes to the log under a host's name.
    void Dispatch(ChannelMessage message, string source);
}
