using System.Text.Json.Nodes;
using CriSharp.Tests.Cli.Fakes;
using Xunit;

namespace CriSharp.Tests.Cli.Verbs;

/// <summary><c>ps</c>, <c>pods</c>, <c>images</c>.</summary>
public sealed class ListTests : VerbTests
{
    private static string Age => CriSharp.Cli.Output.HumanAge.Ago(FakeRuntime.CreatedAt, TimeProvider.System);

    [Fact]
    public async Task Ps_Running_AreListed()
    {
        AddThree();

        await AssertPrintsAsync(
            $"""
            CONTAINER ID  NAME  IMAGE    STATE    CREATED      POD
            aaaaaaaaaaaa  web   busybox  Running  {Age}  front

            """,
            "ps");
    }

    [Fact]
    public async Task Ps_All_TellsExitCodeAndReason()
    {
        AddThree();

        await AssertPrintsAsync(
            $"""
            CONTAINER ID  NAME  IMAGE    STATE                    CREATED      POD
            aaaaaaaaaaaa  web   busybox  Running                  {Age}  front
            bbbbbbbbbbbb  job   busybox  Exited (137, OOMKilled)  {Age}  front
            cccccccccccc  init  busybox  Created                  {Age}  front

            """,
            "ps", "-a");
    }

    [Fact]
    public async Task Ps_Quiet_IsIds()
    {
        AddThree();

        await AssertPrintsAsync($"{new string('a', 64)}\n{new string('b', 64)}\n{new string('c', 64)}\n", "ps", "-aq");
    }

    [Fact]
    public async Task Ps_NoTruncation_IsWholeIds()
    {
        AddThree();

        await Shell.RunAsync("ps", "--no-trunc");

        Assert.Contains(new string('a', 64), Shell.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ps_Nothing_IsHeader() => await AssertPrintsAsync("CONTAINER ID  NAME  IMAGE  STATE  CREATED  POD\n", "ps");

    [Fact]
    public async Task Ps_Json_IsTheCriAnswer()
    {
        AddThree();

        Assert.Equal(0, await Shell.RunAsync("ps", "-o", "json"));

        var containers = JsonNode.Parse(Shell.Output)!["containers"]!.AsArray();
        Assert.Equal("web", (string?)Assert.Single(containers)!["metadata"]!["name"]);
        Assert.Equal("CONTAINER_RUNNING", (string?)containers[0]!["state"]);
    }

    [Fact]
    public async Task Ps_Terminal_HasBoldHeaderUnlessColoursAreUnwanted()
    {
        using var terminal = new FakeShell(Daemon) { Terminal = true };
        using var plain = new FakeShell(Daemon) { Terminal = true, Environment = { ["NO_COLOR"] = "1" } };

        await terminal.RunAsync("ps");
        await plain.RunAsync("ps");

        Assert.Contains("\u001b[1m", terminal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", plain.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_All_AreListedWithTheirAddress()
    {
        Runtime.AddPod("front", new string('1', 64));
        Runtime.AddPod("old", new string('2', 64)).State = Cri.PodSandboxState.SandboxNotready;

        await AssertPrintsAsync(
            $"""
            POD ID        NAME   NAMESPACE    STATE    IP         CREATED
            111111111111  front  kube-system  Ready    10.88.0.7  {Age}
            222222222222  old    kube-system  Stopped  -          {Age}

            """,
            "pods");
    }

    [Fact]
    public async Task Pods_Quiet_IsIds()
    {
        Runtime.AddPod("front", "1");

        await AssertPrintsAsync("1\n", "pods", "-q");
    }

    [Fact]
    public async Task Pods_Yaml_IsTheCriAnswer()
    {
        Runtime.AddPod("front", "one");

        await AssertPrintsAsync(
            $$"""
            items:
            - id: one
              metadata:
                name: front
                uid: uid-of-front
                namespace: kube-system
                attempt: 0
              state: SANDBOX_READY
              createdAt: "{{FakeRuntime.CreatedAt}}"
              labels: {}
              annotations: {}
              runtimeHandler: ""

            """,
            "pods", "-o", "yaml");
    }

    [Theory]
    [InlineData("images")]
    [InlineData("image", "ls")]
    public async Task Images_Names_HaveARowEach(params string[] verb)
    {
        Daemon.Images.All.Add(FakeImages.Busybox());
        Daemon.Images.All.Add(new Cri.Image { Id = "sha256:ffff", RepoDigests = { "r.io/x@sha256:0123456789abcdef" }, Size = 1000 });

        await AssertPrintsAsync(
            """
            IMAGE                             IMAGE ID      SIZE
            docker.io/library/busybox:1       aaaabbbbcccc  4.26MB
            docker.io/library/busybox:latest  aaaabbbbcccc  4.26MB
            r.io/x@0123456789ab               ffff          1kB

            """,
            verb);
    }

    [Fact]
    public async Task Images_Quiet_IsIds()
    {
        Daemon.Images.All.Add(FakeImages.Busybox());

        await AssertPrintsAsync($"{FakeImages.BusyboxId}\n", "images", "-q");
    }

    private void AddThree()
    {
        var pod = Runtime.AddPod("front", new string('1', 64));
        Runtime.AddContainer("web", new string('a', 64), pod);
        var job = Runtime.AddContainer("job", new string('b', 64), pod);
        job.End(137);
        job.Reason = "OOMKilled";
        Runtime.AddContainer("init", new string('c', 64), pod, state: Cri.ContainerState.ContainerCreated);
    }
}
