using CriSharp.Tests.Cli.Fakes;
using Grpc.Core;
using Xunit;

namespace CriSharp.Tests.Cli.Verbs;

/// <summary><c>stop</c> and <c>rm</c>, and how containers and pods are addressed.</summary>
public sealed class StopAndRemoveTests : VerbTests
{
    [Theory]
    [InlineData("web")]
    [InlineData("front/web")]
    [InlineData("abc1")]
    [InlineData("abc1230000")]
    public async Task Stop_Container_ByNameOrId(string target)
    {
        var pod = Runtime.AddPod("front", "1");
        Runtime.AddContainer("web", "abc1230000", pod);
        Runtime.AddContainer("other", "abd", pod);

        await AssertPrintsAsync("container web\n", "stop", target);

        Assert.Equal(("abc1230000", 10), Stop());
        Assert.Empty(Runtime.Requests.OfType<Cri.StopPodSandboxRequest>());
    }

    [Fact]
    public async Task Stop_Time_IsTheGrace()
    {
        Runtime.AddContainer("web", "a", Runtime.AddPod("front", "1"));

        await Shell.RunAsync("stop", "-t", "3", "web");

        Assert.Equal(("a", 3), Stop());
    }

    [Fact]
    public async Task Stop_Pod_StopsItsContainersFirst()
    {
        var pod = Runtime.AddPod("front", "1");
        Runtime.AddContainer("web", "a", pod);
        Runtime.AddContainer("done", "b", pod).End(0);

        await AssertPrintsAsync("pod front\n", "stop", "front");

        Assert.Equal(("a", 10), Stop());
        Assert.Equal("1", Runtime.Requests.OfType<Cri.StopPodSandboxRequest>().Single().PodSandboxId);
    }

    [Fact]
    public async Task Stop_PodThatRunMade_StopsWithItsContainer()
    {
        Daemon.Images.All.Add(FakeImages.Busybox());
        await Shell.RunAsync("run", "-d", "--name", "web", "busybox");
        var container = Runtime.Only();
        var stopping = Shell.RunAsync("stop", "web");
        await container.Exit;
        await stopping;

        Assert.Equal(Cri.PodSandboxState.SandboxNotready, Assert.Single(Runtime.Pods.Values).State);
    }

    [Fact]
    public async Task Stop_Several_OneFailureDoesNotKeepTheOthers()
    {
        Runtime.AddContainer("web", "a", Runtime.AddPod("front", "1"));

        Assert.Equal(1, await Shell.RunAsync("stop", "nope", "web"));

        Assert.Equal(("container web\n", "crisharp: no such container or pod: nope\n"), (Shell.Output, Shell.Error));
    }

    [Fact]
    public async Task Ambiguity_IsAnErrorThatListsWhatItCouldBe()
    {
        Runtime.AddContainer("web", "abc1", Runtime.AddPod("front", "1"));
        Runtime.AddContainer("web", "abc2", Runtime.AddPod("back", "2"));

        await AssertFailsAsync(
            1,
            """
            crisharp: web could be any of 2 containers; say which by its id:
              abc1  web in pod front
              abc2  web in pod back
            """,
            "stop", "web");
        Assert.Empty(Runtime.Requests.OfType<Cri.StopContainerRequest>());
    }

    [Fact]
    public async Task Ambiguity_OfAnIdsBeginning_IsAnError()
    {
        Runtime.AddPod("front", "abc1");
        Runtime.AddPod("back", "abc2");

        Assert.Equal(1, await Shell.RunAsync("stop", "abc"));
        Assert.Contains("abc could be any of 2 pods", Shell.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_OfSeveralAttempts_IsTheLast()
    {
        var pod = Runtime.AddPod("front", "1");
        Runtime.AddContainer("web", "old", pod, attempt: 0).End(1);
        Runtime.AddContainer("web", "new", pod, attempt: 1);

        await Shell.RunAsync("stop", "web");

        Assert.Equal("new", Stop().Id);
    }

    [Fact]
    public async Task Name_GoesBeforeBeginningOfId()
    {
        var pod = Runtime.AddPod("front", "1");
        Runtime.AddContainer("abc", "999", pod);
        Runtime.AddContainer("web", "abc1", pod);

        await Shell.RunAsync("stop", "abc");

        Assert.Equal("999", Stop().Id);
    }

    [Fact]
    public async Task Remove_RunningContainer_NeedsForce()
    {
        Runtime.AddContainer("web", "a", Runtime.AddPod("front", "1"));

        await AssertFailsAsync(1, "crisharp: rm web: it is running; stop it first, or remove it with -f", "rm", "web");
        Assert.Single(Runtime.Containers);
    }

    [Fact]
    public async Task Remove_Forced_LeavesAForeignPod()
    {
        Runtime.AddContainer("web", "a", Runtime.AddPod("front", "1"));

        await AssertPrintsAsync("container web\n", "rm", "-f", "web");

        Assert.Empty(Runtime.Containers);
        Assert.Single(Runtime.Pods);
    }

    [Fact]
    public async Task Remove_LastContainerOfAPodThatRunMade_TakesPodAndLogs()
    {
        Daemon.Images.All.Add(FakeImages.Busybox());
        Runtime.Program = _ => Task.FromResult(0);
        await Shell.RunAsync("run", "--name", "web", "busybox");

        await AssertPrintsAsync("container web\npod web\n", "rm", "web");

        Assert.Empty(Runtime.Pods);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Daemon.LogRoot));
    }

    [Fact]
    public async Task Remove_Pod_TakesItsContainers()
    {
        Runtime.AddContainer("web", "a", Runtime.AddPod("front", "1")).End(0);

        await AssertPrintsAsync("container web\npod front\n", "rm", "front");

        Assert.Empty(Runtime.Pods);
        Assert.Empty(Runtime.Containers);
    }

    [Fact]
    public async Task Remove_PodWithRunningContainer_NeedsForce()
    {
        Runtime.AddContainer("web", "a", Runtime.AddPod("front", "1"));

        Assert.Equal(1, await Shell.RunAsync("rm", "front"));
        Assert.Single(Runtime.Pods);
    }

    [Fact]
    public async Task Remove_PodWithForgedMetadata_DeletesNothingElsewhere()
    {
        var outside = Daemon.Directory.CreateSubdirectory("precious_x");
        Directory.CreateDirectory(Daemon.LogRoot);
        var pod = Runtime.AddPod("front", "1");
        pod.Labels["crisharp.dev/made-by"] = "run";
        pod.Metadata = new Cri.PodSandboxMetadata { Namespace = "../precious", Name = "x", Uid = "/.." };

        await Shell.RunAsync("rm", "1");

        Assert.True(Directory.Exists(outside.FullName));
        Assert.True(Directory.Exists(Daemon.LogRoot));
    }

    [Fact]
    public async Task Remove_DaemonRefuses_ItsWordsAreShown()
    {
        Runtime.AddContainer("web", "a", Runtime.AddPod("front", "1")).End(0);
        Runtime.Failures["RemoveContainerRequest"] = new Status(StatusCode.Internal, "remove container a: device \u001b[31mbusy");

        await AssertFailsAsync(1, "crisharp: remove container a: device \ufffd[31mbusy", "rm", "web");
    }

    private (string Id, long Grace) Stop()
    {
        var request = Runtime.Single<Cri.StopContainerRequest>();
        return (request.ContainerId, request.Timeout);
    }
}
