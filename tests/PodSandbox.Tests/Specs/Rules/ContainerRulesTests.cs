using CriSharp.Failures;
using CriSharp.PodSandbox.Specs.Rules;
using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.Security;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs.Rules;

public sealed class ContainerRulesTests
{
    private const string OwnPid = """{"namespace_options":{"pid":"CONTAINER"}}""";

    // What is merged into a good configuration, and the field that is named.
    [Theory]
    [InlineData("""{"metadata":{"name":"../x"}}""", "metadata.name")]
    [InlineData("""{"metadata":{"name":".."}}""", "metadata.name")]
    [InlineData("""{"metadata":{"name":"a/b"}}""", "metadata.name")]
    [InlineData("""{"metadata":{"name":"a\nb"}}""", "metadata.name")]
    [InlineData("""{"command":["a\u0000b"]}""", "command")]
    [InlineData("""{"args":["\u0000"]}""", "args")]
    [InlineData("""{"working_dir":"srv"}""", "working_dir")]
    [InlineData("""{"working_dir":"/srv\u0000"}""", "working_dir")]
    [InlineData("""{"envs":[{"key":"","value":"YQ=="}]}""", "envs")]
    [InlineData("""{"envs":[{"key":"A=B","value":"YQ=="}]}""", "envs")]
    [InlineData("""{"envs":[{"key":"A","value":"AA=="}]}""", "envs")]
    [InlineData("""{"envs":[{"key":"A","value":"//4="}]}""", "envs")]
    [InlineData("""{"log_path":"/var/log/x"}""", "log_path")]
    [InlineData("""{"log_path":"../x"}""", "log_path")]
    [InlineData("""{"log_path":"a/../../x"}""", "log_path")]
    [InlineData("""{"log_path":"a\u0000"}""", "log_path")]
    [InlineData("""{"stop_signal":66}""", "stop_signal")]
    [InlineData("""{"stop_signal":-1}""", "stop_signal")]
    [InlineData("""{"mounts":[{"host_path":"/a"}]}""", "mounts[0].container_path")]
    [InlineData("""{"mounts":[{"container_path":"a","host_path":"/a"}]}""", "mounts[0].container_path")]
    [InlineData("""{"mounts":[{"container_path":"/a/../b","host_path":"/a"}]}""", "mounts[0].container_path")]
    [InlineData("""{"mounts":[{"container_path":"/","host_path":"/a"}]}""", "mounts[0].container_path")]
    [InlineData("""{"mounts":[{"container_path":"/./","host_path":"/a"}]}""", "mounts[0].container_path")]
    [InlineData("""{"mounts":[{"container_path":"/a"}]}""", "mounts[0].host_path")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"a"}]}""", "mounts[0].host_path")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/b/../c"}]}""", "mounts[0].host_path")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a"},{"container_path":"/b","host_path":"/b","propagation":3}]}""", "mounts[1].propagation")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","recursive_read_only":true}]}""", "mounts[0].recursive_read_only")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","recursive_read_only":true,"readonly":true,"propagation":"PROPAGATION_HOST_TO_CONTAINER"}]}""", "mounts[0].recursive_read_only")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","image":{"image":"x"},"readonly":true}]}""", "mounts[0].host_path")]
    [InlineData("""{"mounts":[{"container_path":"/a","image":{"image":"x"}}]}""", "mounts[0].readonly")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","image_sub_path":"x"}]}""", "mounts[0].image_sub_path")]
    [InlineData("""{"mounts":[{"container_path":"/a","image":{"image":"x"},"readonly":true,"image_sub_path":"/etc"}]}""", "mounts[0].image_sub_path")]
    [InlineData("""{"mounts":[{"container_path":"/a","image":{"image":"x"},"readonly":true,"image_sub_path":"a/../.."}]}""", "mounts[0].image_sub_path")]
    [InlineData("""{"mounts":[{"container_path":"/a","image":{"image":"x"},"readonly":true,"image_sub_path":"a\u0000"}]}""", "mounts[0].image_sub_path")]
    [InlineData("""{"mounts":[{"container_path":"/a","image":{"image":"x"},"readonly":true,"propagation":"PROPAGATION_HOST_TO_CONTAINER"}]}""", "mounts[0].propagation")]
    [InlineData("""{"mounts":[{"container_path":"/a","image":{"image":"x"},"readonly":true,"propagation":"PROPAGATION_BIDIRECTIONAL"}]}""", "mounts[0].propagation")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","propagation":"PROPAGATION_BIDIRECTIONAL"}]}""", "mounts[0].propagation")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","recursive_read_only":true,"readonly":true,"propagation":"PROPAGATION_BIDIRECTIONAL"}]}""", "mounts[0]")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","mount_options":["exec"]}]}""", "mounts[0].mount_options")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","mount_options":["nodev","suid"]}]}""", "mounts[0].mount_options")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","mount_options":["rw"]}]}""", "mounts[0].mount_options")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","mount_options":[""]}]}""", "mounts[0].mount_options")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","mount_options":["noexec,suid"]}]}""", "mounts[0].mount_options")]
    [InlineData("""{"devices":[{"container_path":"dev/x","host_path":"/dev/x","permissions":"rwm"}]}""", "devices[0].container_path")]
    [InlineData("""{"devices":[{"container_path":"/dev/x","host_path":"../x","permissions":"rwm"}]}""", "devices[0].host_path")]
    [InlineData("""{"devices":[{"container_path":"/dev/x","host_path":"/dev/x"}]}""", "devices[0].permissions")]
    [InlineData("""{"devices":[{"container_path":"/dev/x","host_path":"/dev/x","permissions":"rx"}]}""", "devices[0].permissions")]
    [InlineData("""{"CDI_devices":[{"name":"vendor/class=x"},{}]}""", "CDI_devices[1].name")]
    [InlineData("""{"annotations":{"cdi.k8s.io/x":""}}""", "annotations[cdi.k8s.io/x]")]
    [InlineData("""{"annotations":{"cdi.k8s.io/x":"vendor/class=x,"}}""", "annotations[cdi.k8s.io/x]")]
    public void Validate_ImpossibleConfiguration_IsRefusedNamingTheField(string json, string field) =>
        AssertRefused(FailureKind.InvalidArgument, field, TestInput.Container(json));

    [Theory]
    [InlineData("""{"privileged":true}""", "privileged")]
    [InlineData("""{"run_as_group":{"value":1}}""", "run_as_group")]
    [InlineData("""{"run_as_group":{"value":0}}""", "run_as_group")]
    [InlineData("""{"run_as_user":{"value":1},"run_as_username":"x"}""", "run_as_username")]
    [InlineData("""{"run_as_user":{"value":-1}}""", "run_as_user")]
    [InlineData("""{"run_as_user":{"value":4294967295}}""", "run_as_user")]
    [InlineData("""{"run_as_user":{"value":1},"run_as_group":{"value":-5}}""", "run_as_group")]
    [InlineData("""{"run_as_username":"a:b"}""", "run_as_username")]
    [InlineData("""{"supplemental_groups":[1,-1]}""", "supplemental_groups")]
    [InlineData("""{"supplemental_groups_policy":2}""", "supplemental_groups_policy")]
    [InlineData("""{"capabilities":{"add_capabilities":["NET_ADMIM"]}}""", "capabilities.add_capabilities")]
    [InlineData("""{"capabilities":{"drop_capabilities":[""]}}""", "capabilities.drop_capabilities")]
    [InlineData("""{"capabilities":{"add_ambient_capabilities":["ALL"]}}""", "capabilities.add_ambient_capabilities")]
    [InlineData("""{"seccomp":{"profile_type":3}}""", "seccomp.profile_type")]
    [InlineData("""{"seccomp":{"profile_type":"Localhost"}}""", "seccomp.localhost_ref")]
    [InlineData("""{"seccomp":{"profile_type":"Localhost","localhost_ref":"profiles/a.json"}}""", "seccomp.localhost_ref")]
    [InlineData("""{"seccomp":{"profile_type":"Localhost","localhost_ref":"/a/../../b"}}""", "seccomp.localhost_ref")]
    [InlineData("""{"seccomp":{"profile_type":"Unconfined","localhost_ref":"/a"}}""", "seccomp.localhost_ref")]
    [InlineData("""{"seccomp_profile_path":"default"}""", "seccomp_profile_path")]
    [InlineData("""{"seccomp_profile_path":"localhost/a.json"}""", "seccomp.localhost_ref")]
    [InlineData("""{"apparmor":{"profile_type":7}}""", "apparmor.profile_type")]
    [InlineData("""{"apparmor":{"profile_type":"Localhost"}}""", "apparmor.localhost_ref")]
    [InlineData("""{"apparmor":{"profile_type":"Localhost","localhost_ref":"mine"}}""", "apparmor.localhost_ref")]
    [InlineData("""{"apparmor":{"profile_type":"Unconfined","localhost_ref":"mine"}}""", "apparmor.localhost_ref")]
    [InlineData("""{"apparmor_profile":"localhost/mine"}""", "apparmor.localhost_ref")]
    [InlineData("""{"masked_paths":["proc/kcore"]}""", "masked_paths[0]")]
    [InlineData("""{"readonly_paths":["/proc/sys","/proc/../etc"]}""", "readonly_paths[1]")]
    [InlineData("""{"namespace_options":{"pid":4}}""", "namespace_options.pid")]
    [InlineData("""{"namespace_options":{"pid":"POD"}}""", "namespace_options.pid")]
    [InlineData("""{"namespace_options":{"pid":"NODE"}}""", "namespace_options.pid")]
    [InlineData("""{"namespace_options":{"pid":"TARGET"}}""", "namespace_options.target_id")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","target_id":"x"}}""", "namespace_options.target_id")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","network":"NODE"}}""", "namespace_options.network")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","network":"CONTAINER"}}""", "namespace_options.network")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","ipc":"NODE"}}""", "namespace_options.ipc")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","ipc":9}}""", "namespace_options.ipc")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","userns_options":{"mode":"CONTAINER"}}}""", "namespace_options.userns_options.mode")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","userns_options":{"mode":"TARGET"}}}""", "namespace_options.userns_options.mode")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","userns_options":{"mode":"NODE","uids":[{"length":1}]}}}""", "namespace_options.userns_options.uids")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","userns_options":{"mode":"POD"}}}""", "namespace_options.userns_options.uids")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","userns_options":{"mode":"POD","uids":[{"length":1}],"gids":[{"container_id":1,"length":1}]}}}""", "namespace_options.userns_options.gids")]
    [InlineData("""{"namespace_options":{"pid":"CONTAINER","userns_options":{"mode":"POD","uids":[{"length":1}],"gids":[{"length":1}]}}}""", "namespace_options.userns_options.mode")]
    public void Validate_ImpossibleSecurityContext_IsRefusedNamingTheField(string json, string field) => AssertRefused(
        FailureKind.InvalidArgument,
        $"linux.security_context.{field}",
        TestInput.Container(TestInput.InContext(json)));

    [Theory]
    [InlineData("""{"cpu_shares":1}""", "cpu_shares")]
    [InlineData("""{"cpu_shares":-2}""", "cpu_shares")]
    [InlineData("""{"cpu_shares":262145}""", "cpu_shares")]
    [InlineData("""{"cpu_period":999}""", "cpu_period")]
    [InlineData("""{"cpu_period":1000001}""", "cpu_period")]
    [InlineData("""{"cpu_quota":-2}""", "cpu_quota")]
    [InlineData("""{"cpu_quota":999}""", "cpu_quota")]
    [InlineData("""{"cpuset_cpus":"0-"}""", "cpuset_cpus")]
    [InlineData("""{"cpuset_cpus":"all"}""", "cpuset_cpus")]
    [InlineData("""{"cpuset_mems":"0,\n1"}""", "cpuset_mems")]
    [InlineData("""{"memory_limit_in_bytes":-1}""", "memory_limit_in_bytes")]
    [InlineData("""{"memory_swap_limit_in_bytes":-1}""", "memory_swap_limit_in_bytes")]
    [InlineData("""{"memory_swap_limit_in_bytes":1}""", "memory_swap_limit_in_bytes")]
    [InlineData("""{"memory_limit_in_bytes":2,"memory_swap_limit_in_bytes":1}""", "memory_swap_limit_in_bytes")]
    [InlineData("""{"oom_score_adj":1001}""", "oom_score_adj")]
    [InlineData("""{"oom_score_adj":-1001}""", "oom_score_adj")]
    [InlineData("""{"hugepage_limits":[{"page_size":"2M"}]}""", "hugepage_limits[0].page_size")]
    [InlineData("""{"unified":{"../cgroup.procs":"1"}}""", "unified")]
    [InlineData("""{"hugepage_limits":[{"page_size":""}]}""", "hugepage_limits[0].page_size")]
    [InlineData("""{"hugepage_limits":[{"page_size":"2MB"},{"page_size":"02MB"}]}""", "hugepage_limits[1].page_size")]
    [InlineData("""{"hugepage_limits":[{"page_size":"2MB"},{"page_size":"2MB","limit":1}]}""", "hugepage_limits[1].page_size")]
    [InlineData("""{"hugepage_limits":[{"page_size":"2MB","limit":"9223372036854775808"}]}""", "hugepage_limits[0].limit")]
    [InlineData("""{"cpu_period":-1}""", "cpu_period")]
    [InlineData("""{"cpu_quota":"17592186044416"}""", "cpu_quota")]
    [InlineData("""{"cpuset_cpus":"3-1"}""", "cpuset_cpus")]
    [InlineData("""{"cpuset_cpus":"0,,1"}""", "cpuset_cpus")]
    [InlineData("""{"cpuset_cpus":" 0"}""", "cpuset_cpus")]
    [InlineData("""{"cpuset_cpus":"1000000"}""", "cpuset_cpus")]
    [InlineData("""{"cpuset_mems":"1-0"}""", "cpuset_mems")]
    [InlineData("""{"unified":{"memory.high":"1\u0000"}}""", "unified[memory.high]")]
    [InlineData("""{"unified":{"memory.high":""}}""", "unified[memory.high]")]
    [InlineData("""{"unified":{"memory":"1"}}""", "unified")]
    [InlineData("""{"unified":{"":"1"}}""", "unified")]
    [InlineData("""{"unified":{"memory.max/../x":"1"}}""", "unified")]
    [InlineData("""{"unified":{"cgroup.procs":"1"}}""", "unified[cgroup.procs]")]
    [InlineData("""{"unified":{"cgroup.kill":"1"}}""", "unified[cgroup.kill]")]
    [InlineData("""{"unified":{"cgroup.subtree_control":"-memory"}}""", "unified[cgroup.subtree_control]")]
    [InlineData("""{"unified":{"devices.allow":"a"}}""", "unified[devices.allow]")]
    [InlineData("""{"unified":{"memory.stat":"1"}}""", "unified[memory.stat]")]
    [InlineData("""{"unified":{"memory.current":"1"}}""", "unified[memory.current]")]
    [InlineData("""{"unified":{"memory.swap.current":"1"}}""", "unified[memory.swap.current]")]
    [InlineData("""{"unified":{"memory.zswap.current":"1"}}""", "unified[memory.zswap.current]")]
    [InlineData("""{"unified":{"memory.events":"1"}}""", "unified[memory.events]")]
    [InlineData("""{"unified":{"memory.events.local":"1"}}""", "unified[memory.events.local]")]
    [InlineData("""{"unified":{"memory.swap.events":"1"}}""", "unified[memory.swap.events]")]
    [InlineData("""{"unified":{"memory.peak":"1"}}""", "unified[memory.peak]")]
    [InlineData("""{"unified":{"memory.swap.peak":"1"}}""", "unified[memory.swap.peak]")]
    [InlineData("""{"unified":{"memory.numa_stat":"1"}}""", "unified[memory.numa_stat]")]
    [InlineData("""{"unified":{"memory.pressure":"1"}}""", "unified[memory.pressure]")]
    [InlineData("""{"unified":{"memory.reclaim":"1"}}""", "unified[memory.reclaim]")]
    [InlineData("""{"unified":{"cpu.stat":"1"}}""", "unified[cpu.stat]")]
    [InlineData("""{"unified":{"cpu.stat.local":"1"}}""", "unified[cpu.stat.local]")]
    [InlineData("""{"unified":{"cpu.pressure":"1"}}""", "unified[cpu.pressure]")]
    [InlineData("""{"unified":{"io.stat":"1"}}""", "unified[io.stat]")]
    [InlineData("""{"unified":{"io.pressure":"1"}}""", "unified[io.pressure]")]
    [InlineData("""{"unified":{"pids.current":"1"}}""", "unified[pids.current]")]
    [InlineData("""{"unified":{"pids.peak":"1"}}""", "unified[pids.peak]")]
    [InlineData("""{"unified":{"pids.events":"1"}}""", "unified[pids.events]")]
    [InlineData("""{"unified":{"hugetlb.2MB.current":"1"}}""", "unified[hugetlb.2MB.current]")]
    [InlineData("""{"unified":{"hugetlb.2MB.events.local":"1"}}""", "unified[hugetlb.2MB.events.local]")]
    [InlineData("""{"unified":{"hugetlb.2MB.numa_stat":"1"}}""", "unified[hugetlb.2MB.numa_stat]")]
    [InlineData("""{"unified":{"rdma.current":"1"}}""", "unified[rdma.current]")]
    [InlineData("""{"unified":{"misc.capacity":"1"}}""", "unified[misc.capacity]")]
    [InlineData("""{"unified":{"dmem.current":"1"}}""", "unified[dmem.current]")]
    [InlineData("""{"unified":{"cpuset.cpus.effective":"1"}}""", "unified[cpuset.cpus.effective]")]
    [InlineData("""{"unified":{"cpuset.mems.effective":"1"}}""", "unified[cpuset.mems.effective]")]
    [InlineData("""{"unified":{"cpuset.cpus.exclusive.effective":"1"}}""", "unified[cpuset.cpus.exclusive.effective]")]
    [InlineData("""{"unified":{"cpuset.cpus.isolated":"1"}}""", "unified[cpuset.cpus.isolated]")]
    public void Validate_ImpossibleLimit_IsRefusedNamingTheField(string json, string field) =>
        AssertRefused(FailureKind.InvalidArgument, $"linux.resources.{field}", TestInput.Container(TestInput.InResources(json)));

    [Theory]
    [InlineData("""{"unified":{"memory.high":"1"}}""", "unified[memory.high]")]
    [InlineData("""{"hugepage_limits":[{"page_size":"2MB","limit":2097152}]}""", "hugepage_limits[0].limit")]
    [InlineData("""{"hugepage_limits":[{"page_size":"1GB"},{"page_size":"2MB","limit":1}]}""", "hugepage_limits[1].limit")]
    public void Validate_LimitThatThisNodeCannotHold_IsRefused(string json, string field) => AssertRefused(
        FailureKind.InvalidArgument, $"linux.resources.{field}", TestInput.Container(TestInput.InResources(json)), TestNode.Restricted);

    [Fact]
    public void Validate_ListLongerThanAPage_IsRefused() => AssertRefused(
        FailureKind.InvalidArgument,
        "linux.resources.cpuset_cpus",
        TestInput.Container(TestInput.InResources($$"""{"cpuset_cpus":"{{string.Join(',', Enumerable.Repeat("0", 2049))}}"}""")));

    [Theory]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/","selinux_relabel":true}]}""", "mounts[0].selinux_relabel")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/usr/lib","selinux_relabel":true}]}""", "mounts[0].selinux_relabel")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/etc/","selinux_relabel":true}]}""", "mounts[0].selinux_relabel")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/home","selinux_relabel":true}]}""", "mounts[0].selinux_relabel")]
    [InlineData("""{"linux":{"security_context":{"selinux_options":{"user":"a:b"}}}}""", "linux.security_context.selinux_options.user")]
    [InlineData("""{"linux":{"security_context":{"selinux_options":{"role":"a b"}}}}""", "linux.security_context.selinux_options.role")]
    [InlineData("""{"linux":{"security_context":{"selinux_options":{"type":"a\nb"}}}}""", "linux.security_context.selinux_options.type")]
    [InlineData("""{"linux":{"security_context":{"selinux_options":{"level":"high"}}}}""", "linux.security_context.selinux_options.level")]
    [InlineData("""{"linux":{"security_context":{"selinux_options":{"level":"s0:c1024"}}}}""", "linux.security_context.selinux_options.level")]
    [InlineData("""{"linux":{"security_context":{"selinux_options":{"level":"s0:c1,"}}}}""", "linux.security_context.selinux_options.level")]
    [InlineData("""{"linux":{"security_context":{"selinux_options":{"level":"s0:c1-s0:c9999"}}}}""", "linux.security_context.selinux_options.level")]
    public void Validate_WhatSELinuxCannotMean_IsRefusedWhereItIsOn(string json, string field)
    {
        AssertRefused(FailureKind.InvalidArgument, field, TestInput.Container(json), TestNode.Confining);
        ContainerRules.Validate(TestInput.Container(json), TestInput.Pod(OwnPid), TestNode.Ordinary, new OciRuntimeFeatures());
    }

    [Theory]
    [InlineData("s0")]
    [InlineData("s0:c1,c2")]
    [InlineData("s0:c0.c1023")]
    [InlineData("s0-s15:c1,c2.c5")]
    [InlineData("")]
    public void Validate_LevelOfSELinux_Passes(string level) => ContainerRules.Validate(
        TestInput.Container(TestInput.InContext($$$"""{"namespace_options":{"pid":"CONTAINER"},"selinux_options":{"type":"container_t","level":"{{{level}}}"}}""")),
        TestInput.Pod(OwnPid),
        TestNode.Confining, new OciRuntimeFeatures());

    [Fact]
    public void Validate_RecursiveReadOnlyWhereTheHandlerCan_Passes() => ContainerRules.Validate(
        TestInput.Container("""{"mounts":[{"container_path":"/a","host_path":"/a","readonly":true,"recursive_read_only":true}]}"""),
        TestInput.Pod(OwnPid),
        TestNode.Ordinary,
        new OciRuntimeFeatures { RecursiveReadOnlyMounts = true });

    [Fact]
    public void Validate_RecursiveReadOnlyWhereTheHandlerCannot_HasAKindOfItsOwn() => AssertRefused(
        FailureKind.RecursiveReadOnlyUnsupported,
        "mounts[0].recursive_read_only",
        TestInput.Container("""{"mounts":[{"container_path":"/a","host_path":"/a","readonly":true,"recursive_read_only":true}]}"""));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"log_path":"","working_dir":"/a/../b","stop_signal":"SIGNAL_SIGRTMAX"}""")]
    [InlineData("""{"mounts":[{"container_path":"/a/..b","host_path":"/","propagation":"PROPAGATION_HOST_TO_CONTAINER","selinux_relabel":true}]}""")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","mount_options":["nosuid","noexec","nodev"]}]}""")]
    [InlineData("""{"mounts":[{"container_path":"/a","image":{"image":"x"},"readonly":true,"image_sub_path":"usr/..share","mount_options":["noexec"]}]}""")]
    [InlineData("""{"mounts":[{"container_path":"/a","host_path":"/a","image":{}}]}""")]
    [InlineData("""{"devices":[{"container_path":"/dev/x","host_path":"/dev/x","permissions":"mrw"}]}""")]
    [InlineData("""{"linux":{"security_context":{"namespace_options":{"pid":"TARGET","target_id":"x"}}}}""")]
    [InlineData("""{"linux":{"security_context":{"namespace_options":{"pid":"CONTAINER","userns_options":{"mode":"NODE"}}}}}""")]
    [InlineData("""{"linux":{"security_context":{"run_as_username":"web","run_as_group":{"value":1},"selinux_options":{"level":"s0"},"apparmor":{}}}}""")]
    [InlineData("""{"linux":{"security_context":{"capabilities":{"add_capabilities":["all","cap_net_admin"],"drop_capabilities":["Kill"]}}}}""")]
    [InlineData("""{"linux":{"resources":{"cpu_quota":-1,"cpu_shares":2,"cpuset_cpus":"0-1,3","oom_score_adj":-1000,"unified":{"hugetlb.2MB.max":"0"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"cpu.max.burst":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"cpu.weight.nice":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"cpu.idle":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"cpuset.cpus.partition":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"io.max":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"io.bfq.weight":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"memory.min":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"memory.oom.group":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"memory.swap.high":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"memory.zswap.writeback":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"hugetlb.1GB.rsvd.max":"1"}}}}""")]
    [InlineData("""{"linux":{"resources":{"unified":{"misc.max":"1"}}}}""")]
    public void Validate_WhatAKubeletSends_Passes(string json) =>
        ContainerRules.Validate(TestInput.Container(json), TestInput.Pod(OwnPid), TestNode.Ordinary, new OciRuntimeFeatures());

    [Fact]
    public void Validate_PrivilegedInAPrivilegedSandbox_Passes() => ContainerRules.Validate(
        TestInput.Container(
            """
            {"linux":{"security_context":{"privileged":true,"apparmor":{}}},
             "mounts":[{"container_path":"/a","host_path":"/a","propagation":"PROPAGATION_BIDIRECTIONAL"}]}
            """), TestInput.Pod("""{"privileged":true}"""), TestNode.Confining, new OciRuntimeFeatures());

    [Theory]
    [InlineData("{}", "metadata")]
    [InlineData("""{"metadata":{}}""", "metadata.name")]
    [InlineData("""{"metadata":{"name":"x"}}""", "image.image")]
    [InlineData("""{"metadata":{"name":"x"},"image":{}}""", "image.image")]
    public void Validate_WithoutWhatEveryContainerNeeds_IsRefused(string json, string field) =>
        AssertRefused(FailureKind.InvalidArgument, field, Cri.ContainerConfig.Parser.ParseJson(json));

    private static void AssertRefused(FailureKind kind, string field, Cri.ContainerConfig config, NodeFacts? node = null)
    {
        var error = Assert.Throws<FailureException>(() => ContainerRules.Validate(config, TestInput.Pod(OwnPid), node ?? TestNode.Ordinary, new OciRuntimeFeatures()));

        Assert.Equal(kind, error.Kind);
        Assert.StartsWith($"container config {field}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
