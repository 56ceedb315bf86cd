using System.Collections.Concurrent;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// The environment of one MLContext, and the hosts that components register in it.
internal sealed class LocalEnvironment : IHostEnvironmentInternal
{
    private readonly ConcurrentDictionary<string, object> _options = new();
    private readonly Random _random;
    private readonly Action<ChannelMessage, string> _listener;

    public LocalEnvironment(int? seed, Action<ChannelMessage, string> listener)
    {
        Seed = seed;
        _random = RandomUtils.Create(seed);
        _listener = listener;
    }

    public int? Seed { get; }

    public bool FallbackToCpu { get; set; }

    public int? GpuDeviceId { get; set; }

    public string TempFilePath { get; set; } = Path.GetTempPath();

    public ComponentCatalog ComponentCatalog { get; } = new();

    public string ContextDescription => "HostEnvironment";

    public TException Process<TException>(TException ex)
        where TException : Exception => ex;

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_random)
            return new Host(this, name, seed is null ? RandomUtils.Create(_random) : RandomUtils.Create(seed));
    }

    public IChannel Start(string name) => new Channel(this, name);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new SilentPipe<TMessage>(name);

    public IProgressChannel StartProgressChannel(string name) => new SilentProgress();

    public void Dispatch(ChannelMessage message, string source) => _listener(message, source);

    public object GetOptionOrDefault(string name) => _options.GetValueOrDefault(name);

    public void SetOption(string name, object value) => _options[name] = value;

    private sealed class Host(LocalEnvironment environment, string fullName, Random random) : IHost, IHostEnvironmentInternal
    {
        public Random Rand => random;

        public int? Seed => environment.Seed;

        public bool FallbackToCpu => environment.FallbackToCpu;

        public int? GpuDeviceId => environment.GpuDeviceId;

        public string TempFilePath => environment.TempFilePath;

        public ComponentCatalog ComponentCatalog => environment.ComponentCatalog;

        public string ContextDescription => fullName;

        public TException Process<TException>(TException ex)
            where TException : Exception => ex;

        public IHost Register(string name, int? seed = null, bool? verbose = null)
        {
            Contracts.CheckNonEmpty(name, nameof(name));
            lock (random)
                return new Host(environment, $"{fullName}; {name}", seed is null ? RandomUtils.Create(random) : RandomUtils.Create(seed));
        }

        public IChannel Start(string name) => new Channel(environment, $"{fullName}; {name}");

        public IPipe<TMessage> StartPipe<TMessage>(string name) => new SilentPipe<TMessage>(name);

        public IProgressChannel StartProgressChannel(string name) => new SilentProgress();

        public void Dispatch(ChannelMessage message, string source) => environment.Dispatch(message, source);

        public object GetOptionOrDefault(string name) => environment.GetOptionOrDefault(name);

        public void SetOption(string name, object value) => environment.SetOption(name, value);
    }

    private sealed class SilentPipe<TMessage>(string name) : IPipe<TMessage>
    {
        public string ContextDescription => name;

        public TException Process<TException>(TException ex)
            where TException : Exception => ex;

        public void Send(TMessage msg)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class SilentProgress : IProgressChannel
    {
        public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
        {
        }

        public void Checkpoint(params double?[] values)
        {
        }

        public IProgressChannel StartProgressChannel(string name) => new SilentProgress();

        public void Dispose()
        {
        }
    }
}
