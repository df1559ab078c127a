using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.PodSandbox.Specs;
using Xunit;

namespace CriSharp.Tests.PodSandbox.Specs;

public sealed class StopSignalsTests
{
    // signal(7) for x86-64 and arm64, in the schema's order: value 1 to 34 by name, then SIGRTMIN+0..+15, SIGRTMAX-14..-0.
    private static readonly int[] KernelNumbers =
    [
        6, 14, 7, 17, 17, 18, 8, 1, 4, 2, 29, 6, 9, 13, 29, 27, 30, 3, 11, 16, 19, 31, 15, 5, 20, 21, 22, 23, 10, 12, 26, 28, 24, 25,
        34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49,
        50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64,
    ];

    [Fact]
    public void Number_OfAll66Values_IsTheKernels()
    {
        Assert.Equal(66, Enum.GetValues<Cri.Signal>().Length);
        Assert.Null(StopSignals.Number(Cri.Signal.RuntimeDefault));
        Assert.Equal(KernelNumbers, Enumerable.Range(1, 65).Select(value => StopSignals.Number((Cri.Signal)value) ?? 0));
        Assert.Null(StopSignals.Number((Cri.Signal)66));
    }

    [Theory]
    [InlineData("SIGTERM", 15)]
    [InlineData("TERM", 15)]
    [InlineData("sigquit", 3)]
    [InlineData("15", 15)]
    [InlineData("64", 64)]
    [InlineData("SIGRTMIN", 34)]
    [InlineData("SIGRTMIN+3", 37)]
    [InlineData("RTMIN+30", 64)]
    [InlineData("SIGRTMAX", 64)]
    [InlineData("SIGRTMAX-2", 62)]
    [InlineData("SIGCLD", 17)]
    [InlineData("0", null)]
    [InlineData("65", null)]
    [InlineData("-9", null)]
    [InlineData("SIGRTMIN-1", null)]
    [InlineData("SIGRTMIN+31", null)]
    [InlineData("SIGRTMIN+-3", null)]
    [InlineData("SIGRTMAX+1", null)]
    [InlineData("SIGRT", null)]
    [InlineData("SIGNOTHING", null)]
    [InlineData("", null)]
    public void Parse_AsImagesNameThem_IsTheKernelsNumber(string text, int? number) => Assert.Equal(number, StopSignals.Parse(text));

    [Theory]
    [InlineData(Cri.Signal.Sigusr1, "SIGQUIT", 10)]
    [InlineData(Cri.Signal.RuntimeDefault, "SIGQUIT", 3)]
    [InlineData(Cri.Signal.RuntimeDefault, "", 15)]
    public void Effective_ClientsWish_ComesBeforeTheImages(Cri.Signal asked, string image, int expected) =>
        Assert.Equal(expected, StopSignals.Effective(new Cri.ContainerConfig { StopSignal = asked }, new ImageConfig { StopSignal = image }));

    [Fact]
    public void Effective_ImageWithNoSuchSignal_IsRefused()
    {
        var error = Assert.Throws<FailureException>(() => StopSignals.Effective(new Cri.ContainerConfig(), new ImageConfig { StopSignal = "SIGFOO" }));

        Assert.Equal("image config StopSignal: there is no signal SIGFOO", error.Message);
    }

    [Theory]
    [InlineData(15, Cri.Signal.Sigterm)]
    [InlineData(6, Cri.Signal.Sigabrt)]
    [InlineData(17, Cri.Signal.Sigchld)]
    [InlineData(29, Cri.Signal.Sigio)]
    [InlineData(37, Cri.Signal.Sigrtminplus3)]
    [InlineData(64, Cri.Signal.Sigrtmax)]
    [InlineData(32, Cri.Signal.RuntimeDefault)]
    public void ToCri_KernelNumber_HasItsOrdinaryName(int number, Cri.Signal expected) => Assert.Equal(expected, StopSignals.ToCri(number));
}
