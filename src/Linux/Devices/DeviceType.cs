namespace CriSharp.Linux.Devices;

/// <summary>The two kinds of device nodes; the letters are those of an OCI specification.</summary>
public enum DeviceType
{
    Block, // b
    Character, // c
}
