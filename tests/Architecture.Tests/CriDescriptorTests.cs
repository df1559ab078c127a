using Google.Protobuf;
using Google.Protobuf.Reflection;
using Xunit;

namespace CriSharp.Tests.Architecture;

/// <summary>
/// Compares <c>api/proto/api.proto</c> with the interface that Kubernetes publishes, as a descriptor set that some machines keep beside
/// the repository.
/// </summary>
public sealed class CriDescriptorTests
{
    private const string Published = "../shared/cri/cri-v1.descriptor.pb";

    [Fact]
    public void ApiProto_AgainstThePublishedInterface_DiffersInNothing()
    {
        var path = Path.Combine(Repository.Root, Published);
        Assert.SkipUnless(File.Exists(path), $"{Published} is not there: nothing to compare with");

        var published = CriFacts.Of(Read(path)).ToHashSet();
        var ours = CriFacts.Of(Cri.ApiReflection.Descriptor).ToHashSet();

        var missing = published.Except(ours).Select(fact => $"missing here: {fact}");
        var added = ours.Except(published).Select(fact => $"only here: {fact}");
        Assert.Empty(missing.Concat(added));
    }

    [Fact]
    public void ApiProto_HasTheServicesInFull()
    {
        var rpcs = Cri.ApiReflection.Descriptor.Services.Select(service => $"{service.FullName} {service.Methods.Count}");

        Assert.Equal(["runtime.v1.RuntimeService 37", "runtime.v1.ImageService 6"], rpcs);
    }

    private static FileDescriptor Read(string path)
    {
        var set = FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(path));
        return FileDescriptor.BuildFromByteStrings(set.File.Select(file => file.ToByteString())).Single(file => file.Package == "runtime.v1");
    }
}
