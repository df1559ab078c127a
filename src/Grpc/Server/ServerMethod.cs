namespace CriSharp.Grpc.Server;

/// <summary>A method that the server offers.</summary>
internal abstract class ServerMethod
{
    /// <summary>Whether the method answers with a stream, which may have no end: such calls end when the server stops.</summary>
    public virtual bool EndsWithServer => false;

    /// <summary>Reads the request, runs the service's method and writes the response; the status is the caller's to send.</summary>
    public abstract Task InvokeAsync(ServerCall call);
}
