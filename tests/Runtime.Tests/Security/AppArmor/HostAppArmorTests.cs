using CriSharp.Runtime.OciRuntimes;
using CriSharp.Runtime.Security.AppArmor;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CriSharp.Tests.Runtime.Security.AppArmor;

/// <summary>The loader with a parser that writes down how it is called, and a kernel that is a file.</summary>
public sealed class HostAppArmorTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("crtest-apparmor-");

    private string Profiles => Path.Combine(_directory.FullName, "profiles");

    private string Calls => Path.Combine(_directory.FullName, "calls");

    private string Programs => Path.Combine(_directory.FullName, "bin");

    private string Kept => Path.Combine(_directory.FullName, AppArmorDefault.Name + ".apparmor");

    public HostAppArmorTests()
    {
        Directory.CreateDirectory(Programs);
        File.WriteAllText(Profiles, "runc (unconfined)\nmy profile (v2) (enforce)\n");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Load_WithoutTheProfile_RunsTheParserOnIt()
    {
        Install($"echo '{AppArmorDefault.Name} (enforce)' >>{Profiles}; cp $2 {_directory.FullName}/seen");
        var appArmor = await LoadAsync();

        Assert.Null(appArmor.Read().DefaultProblem);
        Assert.Equal(["-Kr " + Kept + ".new"], File.ReadAllLines(Calls));
        Assert.Equal(AppArmorDefault.Text, File.ReadAllText(Path.Combine(_directory.FullName, "seen")));
        Assert.Equal(AppArmorDefault.Text, File.ReadAllText(Kept));
    }

    [Fact]
    public async Task Load_LoadedAndUnchanged_IsNotLoadedAgain()
    {
        Install($"echo '{AppArmorDefault.Name} (enforce)' >>{Profiles}");
        await LoadAsync();
        var again = await LoadAsync();

        Assert.Null(again.Read().DefaultProblem);
        Assert.Single(File.ReadAllLines(Calls));
    }

    [Theory]
    [InlineData("profile of an older daemon", true)]
    [InlineData(AppArmorDefault.Text, false)]
    public async Task Load_AnotherTextOrGoneFromTheKernel_IsLoadedAgain(string kept, bool isInKernel)
    {
        await File.WriteAllTextAsync(Kept, kept, TestContext.Current.CancellationToken);
        if (isInKernel)
        {
            await File.AppendAllTextAsync(Profiles, $"{AppArmorDefault.Name} (enforce)\n", TestContext.Current.CancellationToken);
        }

        Install("");
        await LoadAsync();

        Assert.Single(File.ReadAllLines(Calls));
        Assert.Equal(AppArmorDefault.Text, await File.ReadAllTextAsync(Kept, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_UnloadedMeanwhile_IsLoadedAgain()
    {
        Install($"echo '{AppArmorDefault.Name} (enforce)' >>{Profiles}");
        var appArmor = await LoadAsync();
        await File.WriteAllTextAsync(Profiles, "", TestContext.Current.CancellationToken);

        Assert.Equal("it was unloaded", appArmor.Read().DefaultProblem);
        Assert.Null((await appArmor.ReadAsync(TestContext.Current.CancellationToken)).DefaultProblem);
        Assert.Equal(2, File.ReadAllLines(Calls).Length);
    }

    [Fact]
    public async Task Load_SomebodyElsesProfileOfTheName_IsLeft()
    {
        await File.AppendAllTextAsync(Profiles, $"{AppArmorDefault.Name} (complain)\n", TestContext.Current.CancellationToken);
        Install("");
        var appArmor = await LoadAsync();

        Assert.Null(appArmor.Read().DefaultProblem);
        Assert.False(File.Exists(Calls));
    }

    [Fact]
    public async Task Load_WithoutTheParser_IsAProblemThatNamesIt() =>
        Assert.Contains("apparmor_parser is not installed", (await LoadAsync()).Read().DefaultProblem, StringComparison.Ordinal);

    [Fact]
    public async Task Load_RefusedByTheParser_IsAProblemInItsWords()
    {
        Install("echo 'Warning from x' >&2; echo 'AppArmor parser error: syntax error' >&2; exit 1");
        var appArmor = await LoadAsync();

        Assert.Contains("AppArmor parser error: syntax error", appArmor.Read().DefaultProblem, StringComparison.Ordinal);
        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public async Task Load_KernelThatTellsNoProfiles_IsAProblem()
    {
        Install("");
        var appArmor = Host(isEnabled: true, Path.Combine(_directory.FullName, "absent"));
        await appArmor.LoadDefaultAsync(_directory.FullName, TestContext.Current.CancellationToken);

        Assert.Contains("absent", appArmor.Read().DefaultProblem, StringComparison.Ordinal);
        Assert.Empty(appArmor.Read().Loaded);
        Assert.False(File.Exists(Calls));
    }

    [Fact]
    public async Task Load_NodeWithoutAppArmor_DoesNothing()
    {
        Install("");
        var appArmor = Host(isEnabled: false, Profiles);
        await appArmor.LoadDefaultAsync(_directory.FullName, TestContext.Current.CancellationToken);

        Assert.Equal(AppArmorFacts.Absent, appArmor.Read());
        Assert.False(File.Exists(Calls));
    }

    [Fact]
    public async Task Read_TellsTheKernelsProfilesByTheirNames()
    {
        var facts = (await LoadAsync()).Read();

        Assert.Equal(["my profile (v2)", "runc"], facts.Loaded.Order());
    }

    private HostAppArmor Host(bool isEnabled, string profiles) =>
        new(isEnabled, new ProgramSearch(Programs), profiles, NullLogger<HostAppArmor>.Instance);

    private async Task<HostAppArmor> LoadAsync()
    {
        var appArmor = Host(isEnabled: true, Profiles);
        await appArmor.LoadDefaultAsync(_directory.FullName, TestContext.Current.CancellationToken);
        return appArmor;
    }

    private void Install(string action)
    {
        var path = Path.Combine(Programs, "apparmor_parser");
        File.WriteAllText(path, $"#!/bin/sh\necho \"$@\" >>{Calls}\n{action}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
