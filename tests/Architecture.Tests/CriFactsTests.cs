using Google.Protobuf;
using Google.Protobuf.Reflection;
using Xunit;
using Label = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Label;
using Type = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace CriSharp.Tests.Architecture;

/// <summary>That the comparison of schemas sees every kind of difference, and words it.</summary>
public sealed class CriFactsTests
{
    private const string HostIp = "message runtime.v1.PortMapping: string host_ip = 4 json hostIp";

    public static TheoryData<string, Action<FileDescriptorProto>, string, string> Differences => new()
    {
        { "name of a field", file => HostIpOf(file).Name = "address", HostIp, "message runtime.v1.PortMapping: string address = 4 json address" },
        { "number of a field", file => HostIpOf(file).Number = 9, HostIp, "message runtime.v1.PortMapping: string host_ip = 9 json hostIp" },
        { "type of a field", file => HostIpOf(file).Type = Type.Bytes, HostIp, "message runtime.v1.PortMapping: bytes host_ip = 4 json hostIp" },
        { "label of a field", file => HostIpOf(file).Label = Label.Repeated, HostIp, "message runtime.v1.PortMapping: repeated string host_ip = 4 json hostIp" },
        {
            "option of a field", file => HostIpOf(file).Options = new FieldOptions { DebugRedact = true },
            HostIp, "message runtime.v1.PortMapping: string host_ip = 4 json hostIp debug_redact"
        },
        {
            "number of an enum value", file => file.EnumType.Single(type => type.Name == "Protocol").Value[2].Number = 3,
            "enum runtime.v1.Protocol: SCTP = 2", "enum runtime.v1.Protocol: SCTP = 3"
        },
        {
            "stream of a method", file => file.Service[0].Method.Single(method => method.Name == "StreamContainers").ServerStreaming = false,
            "rpc runtime.v1.RuntimeService.StreamContainers(runtime.v1.StreamContainersRequest) returns (stream runtime.v1.StreamContainersResponse)",
            "rpc runtime.v1.RuntimeService.StreamContainers(runtime.v1.StreamContainersRequest) returns (runtime.v1.StreamContainersResponse)"
        },
        {
            "value of a map", file => file.MessageType.Single(type => type.Name == "PodSandbox").NestedType[0].Field[1].Type = Type.Bytes,
            "message runtime.v1.PodSandbox: map<string, string> labels = 5 json labels", "message runtime.v1.PodSandbox: map<string, bytes> labels = 5 json labels"
        },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Difference_OfEachKind_IsOneLineOnEachSide(string what, Action<FileDescriptorProto> change, string before, string after)
    {
        var changed = Cri.ApiReflection.Descriptor.ToProto();
        change(changed);
        var other = CriFacts.Of(FileDescriptor.BuildFromByteStrings([changed.ToByteString()])[0]).ToHashSet();
        var ours = CriFacts.Of(Cri.ApiReflection.Descriptor).ToHashSet();

        Assert.True(ours.Except(other).SequenceEqual([before]), what);
        Assert.Equal([after], other.Except(ours));
    }

    private static FieldDescriptorProto HostIpOf(FileDescriptorProto file) =>
        file.MessageType.Single(message => message.Name == "PortMapping").Field.Single(field => field.Name == "host_ip");
}
