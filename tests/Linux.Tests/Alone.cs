using Xunit;

namespace CriSharp.Tests.Linux;

/// <summary>Tests that look at the whole process, while no other test runs.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
