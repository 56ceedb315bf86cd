using EfficientNet.Benchmarks.Reporting;

namespace EfficientNet.Benchmarks.Questions;

/// <summary>Something that a run can find out.</summary>
internal interface IQuestion
{
    /// <summary>By which the command line names it.</summary>
    string Key { get; }

    /// <summary>Measures; says what it is about.</summary>
    Section Answer(Surroundings surroundings);
}
