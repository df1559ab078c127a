using CriSharp.Grpc.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CriSharp.Grpc.Server;

/// <summary>Puts a status and custom metadata into headers or trailers.</summary>
internal static class StatusTrailers
{
    private static readonly StringValues[] Codes = [.. Enum.GetValues<StatusCode>().Select(code => new StringValues(code.ToString("D")))];

    public static void Write(IHeaderDictionary target, Status status)
    {
        var code = (int)status.StatusCode;
        target[GrpcHeaders.Status] = Codes[code >= 0 && code < Codes.Length ? code : (int)StatusCode.Unknown];
        if (!string.IsNullOrEmpty(status.Detail))
        {
            target[GrpcHeaders.Message] = PercentEncoding.Encode(status.Detail);
        }
    }

    public static void Write(IHeaderDictionary target, Metadata? metadata)
    {
        foreach (var entry in metadata ?? Metadata.Empty)
        {
            if (!MetadataCodec.IsReserved(entry.Key))
            {
                target.Append(entry.Key, MetadataCodec.Format(entry));
            }
        }
    }
}
