using System.Diagnostics;
using CriSharp.Images;

namespace CriSharp.Tests.Images.Building;

/// <summary>A user namespace held by a process until it is disposed.</summary>
internal sealed class TestUserNamespace : IDisposable
{
    private readonly Process _holder;

    private TestUserNamespace(Process holder, IdMap map)
    {
        _holder = holder;
        Map = map;
    }

    public IdMap Map { get; }

    /// <summary>One whose ids from 0 on are those from these on outside.</summary>
    public static TestUserNamespace Of(uint uid, uint gid)
    {
        var holder = Process.Start(new ProcessStartInfo("unshare", ["--user", "--", "cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        holder.StandardInput.WriteLine("there");
        holder.StandardInput.Flush();
        holder.StandardOutput.ReadLine();
        File.WriteAllText($"/proc/{holder.Id}/uid_map", $"0 {uid} 65536\n");
        File.WriteAllText($"/proc/{holder.Id}/gid_map", $"0 {gid} 65536\n");
        return new TestUserNamespace(holder, new IdMap($"/proc/{holder.Id}/ns/user", uid, gid));
    }

    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
    }
}
