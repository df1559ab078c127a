namespace CriSharp.Tests.Grpc;

/// <summary>A failure that the program's map knows.</summary>
internal sealed class ExpectedException(string message) : Exception(message);
