using CriSharp.CriServer.Configuration;
using CriSharp.Images;
using CriSharp.PodSandbox.Containers;
using CriSharp.PodSandbox.Sandboxes;
using CriSharp.PodSandbox.State;

namespace CriSharp.CriServer.Services;

/// <summary>
/// runtime.v1.RuntimeService: each call is resolved, handed to its orchestrator and shown in the CRI's terms; nothing is decided here. What is
/// not overridden answers Unimplemented.
/// </summary>
public sealed partial class RuntimeService(
    SandboxTable sandboxes,
    RunPodSandbox runPodSandbox,
    StopPodSandbox stopPodSandbox,
    RemovePodSandbox removePodSandbox,
    ContainerTable containers,
    CreateContainer createContainer,
    StartContainer startContainer,
    StopContainer stopContainer,
    RemoveContainer removeContainer,
    ReopenContainerLog reopenContainerLog,
    UpdateContainerResources updateContainerResources,
    UpdatePodSandboxResources updatePodSandboxResources,
    ExecSync execSync,
    IImages images,
    RuntimeStatus runtimeStatus,
    DebugInfo debugInfo,
    DaemonOptions options) : Cri.RuntimeService.RuntimeServiceBase;
