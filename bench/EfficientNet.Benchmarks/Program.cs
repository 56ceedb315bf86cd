using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// In this process: the packages may come from a local folder that a generated project elsewhere would not find.
// Without arguments all benchmarks run; '--filter' and the like choose.
Job job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
ManualConfig config = ManualConfig.Create(DefaultConfig.Instance).AddJob(job).WithArtifactsPath(Path.Combine("artifacts", "bench"));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
