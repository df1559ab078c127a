namespace CriSharp.Tests.e2e.Node;

/// <summary>The files a node under test is configured by.</summary>
public static class NodeConfiguration
{
    public static string Daemon(NodeNames names, NodeDirectories directories, TestHost host, string cgroupDriver) => $$"""
        stateDirectory: {{directories.State}}
        runtimeDirectory: {{directories.Run}}
        cgroupDriver: {{cgroupDriver}}
        cgroupParent: {{names.CgroupParent}}
        cni:
          configurationDirectory: {{directories.Network}}
          pluginDirectories: [/usr/lib/cni, /opt/cni/bin]
        registries:
          insecure: ["{{host.Plain.Address}}"]
          caFiles: ["{{host.AuthorityFile}}"]
          hostsDirectories: [{{directories.Hosts}}]
          credentialsFile: {{directories.Credentials}}
        cdi:
          directories: [{{directories.Cdi}}, {{directories.VolatileCdi}}]
        keeper:
          path: {{Programs.Keeper}}
          log: {{directories.KeeperLog}}

        """;

    /// <summary>A bridge of the node's own with host ports, as the built-in default has.</summary>
    public static string Bridge(NodeNames names, NodeDirectories directories) => $$$"""
        {
          "cniVersion": "1.0.0",
          "name": "{{{names.Network}}}",
          "plugins": [
            {
              "type": "bridge",
              "bridge": "{{{names.Bridge}}}",
              "isGateway": true,
              "ipMasq": true,
              "hairpinMode": true,
              "ipam": {
                "type": "host-local",
                "dataDir": "{{{directories.Addresses}}}",
                "ranges": [[{"subnet": "{{{names.Subnet}}}"}]],
                "routes": [{"dst": "0.0.0.0/0"}]
              }
            },
            {"type": "portmap", "snat": true, "capabilities": {"portMappings": true}}
          ]
        }

        """;
}
