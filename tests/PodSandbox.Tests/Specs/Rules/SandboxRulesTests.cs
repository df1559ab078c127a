using CriSharp.Failures;
using CriSharp.PodSandbox.Specs.Rules;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs.Rules;

public sealed class SandboxRulesTests
{
    // What is merged into a good configuration, and the field that is named.
    [Theory]
    [InlineData("""{"metadata":{"name":"a/b"}}""", "metadata.name")]
    [InlineData("""{"metadata":{"namespace":".."}}""", "metadata.namespace")]
    [InlineData("""{"metadata":{"uid":"a\tb"}}""", "metadata.uid")]
    [InlineData("""{"hostname":"a b"}""", "hostname")]
    [InlineData("""{"hostname":"a\n127.0.0.1 bank"}""", "hostname")]
    [InlineData("""{"hostname":"0123456789012345678901234567890123456789012345678901234567890123x"}""", "hostname")]
    [InlineData("""{"log_directory":"var/log"}""", "log_directory")]
    [InlineData("""{"log_directory":"/var/log/../.."}""", "log_directory")]
    [InlineData("""{"dns_config":{"servers":["10.0.0.1\nnameserver 6.6.6.6"]}}""", "dns_config.servers[0]")]
    [InlineData("""{"dns_config":{"searches":["a",""]}}""", "dns_config.searches[1]")]
    [InlineData("""{"dns_config":{"options":["ndots:5 debug"]}}""", "dns_config.options[0]")]
    [InlineData("""{"port_mappings":[{"container_port":80,"host_port":65536}]}""", "port_mappings[0].host_port")]
    [InlineData("""{"port_mappings":[{"container_port":80,"host_port":-1}]}""", "port_mappings[0].host_port")]
    [InlineData("""{"port_mappings":[{"container_port":65536}]}""", "port_mappings[0].container_port")]
    [InlineData("""{"port_mappings":[{"host_port":80}]}""", "port_mappings[0].container_port")]
    [InlineData("""{"port_mappings":[{"container_port":80,"protocol":3}]}""", "port_mappings[0].protocol")]
    [InlineData("""{"port_mappings":[{"container_port":80,"host_port":80,"host_ip":"localhost"}]}""", "port_mappings[0].host_ip")]
    [InlineData("""{"port_mappings":[{"container_port":80,"host_port":80},{"container_port":81,"host_port":80}]}""", "port_mappings[1].host_port")]
    [InlineData("""{"linux":{"cgroup_parent":"/a/../.."}}""", "linux.cgroup_parent")]
    [InlineData("""{"linux":{"sysctls":{"vm.swappiness":"1"}}}""", "linux.sysctls[vm.swappiness]")]
    [InlineData("""{"linux":{"sysctls":{"kernel.panic":"1"}}}""", "linux.sysctls[kernel.panic]")]
    [InlineData("""{"linux":{"sysctls":{"net.ipv4..x":"1"}}}""", "linux.sysctls")]
    [InlineData("""{"linux":{"sysctls":{"net/../../x":"1"}}}""", "linux.sysctls")]
    [InlineData("""{"linux":{"sysctls":{"":"1"}}}""", "linux.sysctls")]
    [InlineData("""{"linux":{"sysctls":{"net.core.somaxconn":"1\n2"}}}""", "linux.sysctls[net.core.somaxconn]")]
    [InlineData("""{"linux":{"sysctls":{"net.core.somaxconn":"1"},"security_context":{"namespace_options":{"network":"NODE"}}}}""", "linux.sysctls[net.core.somaxconn]")]
    [InlineData("""{"linux":{"sysctls":{"kernel.shmmax":"1"},"security_context":{"namespace_options":{"ipc":"NODE"}}}}""", "linux.sysctls[kernel.shmmax]")]
    [InlineData("""{"linux":{"sysctls":{"fs.mqueue.msg_max":"1"},"security_context":{"namespace_options":{"ipc":"NODE"}}}}""", "linux.sysctls[fs.mqueue.msg_max]")]
    [InlineData("""{"linux":{"security_context":{"run_as_group":{"value":1}}}}""", "linux.security_context.run_as_group")]
    [InlineData("""{"linux":{"security_context":{"run_as_user":{"value":-1}}}}""", "linux.security_context.run_as_user")]
    [InlineData("""{"linux":{"security_context":{"supplemental_groups":[4294967295]}}}""", "linux.security_context.supplemental_groups")]
    [InlineData("""{"linux":{"security_context":{"supplemental_groups_policy":5}}}""", "linux.security_context.supplemental_groups_policy")]
    [InlineData("""{"linux":{"security_context":{"seccomp":{"profile_type":"Localhost","localhost_ref":"x"}}}}""", "linux.security_context.seccomp.localhost_ref")]
    [InlineData("""{"linux":{"security_context":{"seccomp_profile_path":"none"}}}""", "linux.security_context.seccomp_profile_path")]
    [InlineData("""{"linux":{"security_context":{"apparmor":{"profile_type":7}}}}""", "linux.security_context.apparmor.profile_type")]
    [InlineData("""{"linux":{"security_context":{"apparmor":{"profile_type":"Localhost"}}}}""", "linux.security_context.apparmor.localhost_ref")]
    [InlineData("""{"linux":{"security_context":{"apparmor":{"profile_type":"Localhost","localhost_ref":"mine"}}}}""", "linux.security_context.apparmor.localhost_ref")]
    [InlineData("""{"linux":{"sysctls":{"kernel.domainname":"x"},"security_context":{"namespace_options":{"network":"NODE"}}}}""", "linux.sysctls[kernel.domainname]")]
    [InlineData("""{"linux":{"security_context":{"namespace_options":{"network":"CONTAINER"}}}}""", "linux.security_context.namespace_options.network")]
    [InlineData("""{"linux":{"security_context":{"namespace_options":{"ipc":"TARGET"}}}}""", "linux.security_context.namespace_options.ipc")]
    [InlineData("""{"linux":{"security_context":{"namespace_options":{"pid":"TARGET"}}}}""", "linux.security_context.namespace_options.pid")]
    [InlineData("""{"linux":{"security_context":{"namespace_options":{"pid":8}}}}""", "linux.security_context.namespace_options.pid")]
    [InlineData("""{"linux":{"security_context":{"namespace_options":{"target_id":"x"}}}}""", "linux.security_context.namespace_options.target_id")]
    [InlineData("""{"linux":{"security_context":{"namespace_options":{"userns_options":{"mode":"CONTAINER"}}}}}""", "linux.security_context.namespace_options.userns_options.mode")]
    [InlineData("""{"linux":{"security_context":{"namespace_options":{"userns_options":{"uids":[{"length":1},{"length":1}]}}}}}""", "linux.security_context.namespace_options.userns_options.uids")]
    public void Validate_ImpossibleConfiguration_IsRefusedNamingTheField(string json, string field)
    {
        var config = TestInput.Pod();
        config.MergeFrom(Cri.PodSandboxConfig.Parser.ParseJson(json));

        AssertRefused(FailureKind.InvalidArgument, field, config);
    }

    [Theory]
    [InlineData("{}", "metadata")]
    [InlineData("""{"metadata":{"namespace":"a","uid":"b"}}""", "metadata.name")]
    [InlineData("""{"metadata":{"name":"a","uid":"b"}}""", "metadata.namespace")]
    [InlineData("""{"metadata":{"name":"a","namespace":"b"}}""", "metadata.uid")]
    public void Validate_WithoutWhatEverySandboxNeeds_IsRefused(string json, string field) =>
        AssertRefused(FailureKind.InvalidArgument, field, Cri.PodSandboxConfig.Parser.ParseJson(json));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"hostname":"web-0.default"}""")]
    [InlineData("""{"dns_config":{"servers":["10.0.0.10","fe80::1%eth0"],"searches":["default.svc.cluster.local","."],"options":["ndots:5"]}}""")]
    [InlineData("""{"port_mappings":[{"container_port":80},{"container_port":80,"host_port":8080},{"container_port":80,"host_port":8080,"protocol":"UDP"},{"container_port":80,"host_port":8080,"host_ip":"::1"}]}""")]
    [InlineData("""{"linux":{"cgroup_parent":"kubepods-podX.slice","sysctls":{"net.ipv4.ip_unprivileged_port_start":"0","net/ipv4/conf/eth0.1/forwarding":"1","kernel.sem":"1 2 3 4","kernel.shm_rmid_forced":"1"}}}""")]
    [InlineData("""{"linux":{"security_context":{"privileged":true,"run_as_user":{"value":0},"run_as_group":{"value":0},"namespace_options":{"network":"NODE","pid":"NODE","ipc":"NODE"}}}}""")]
    public void Validate_WhatAKubeletSends_Passes(string json)
    {
        var config = TestInput.Pod();
        config.MergeFrom(Cri.PodSandboxConfig.Parser.ParseJson(json));

        SandboxRules.Validate(config, TestNode.Ordinary);
    }

    private static void AssertRefused(FailureKind kind, string field, Cri.PodSandboxConfig config)
    {
        var error = Assert.Throws<FailureException>(() => SandboxRules.Validate(config, TestNode.Ordinary));

        Assert.Equal(kind, error.Kind);
        Assert.StartsWith($"sandbox config {field}", error.Message, StringComparison.Ordinal);
    }
}
