using System.Security.Cryptography;

namespace CriSharp.PodSandbox.Ids;

/// <summary>Ids of the form that users of the field know: 32 random bytes in lower-case hexadecimal.</summary>
internal static class RandomId
{
    public static string New() => RandomNumberGenerator.GetHexString(64, lowercase: true);
}
