using System.Text;
using CriSharp.Failures;
using CriSharp.Images;
using CriSharp.Images.Accounts;
using CriSharp.Linux.Mounts;
using CriSharp.Tests.Images.Building;
using Xunit;

namespace CriSharp.Tests.Images.Store;

public sealed class AccountsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Parse_Lines_KeepsWhatIsWellFormed()
    {
        var users = AccountFiles.Users("root:x:0:0:root:/root:/bin/sh\n# c\nbad\n:x:1:1\nneg:x:-1:0::/\nbig:x:4294967294:4294967295::/big:\nshort:x:5:6\n\n"u8);
        var groups = AccountFiles.Groups("root:x:0:\nwheel:x:10:a,b,\nbad:x:y:a\nshort:x:7\n"u8);

        Assert.Equal(
            [new ImageUser("root", 0, 0, "/root"), new ImageUser("big", 4294967294, 4294967295, "/big"), new ImageUser("short", 5, 6, "")], users);
        Assert.Equal(["root 0 ", "wheel 10 a b", "short 7 "], groups.Select(group => $"{group.Name} {group.Gid} {string.Join(' ', group.Members)}"));
    }

    [Fact]
    [Trait("needs", "root")]
    public async Task Accounts_AcrossLayers_AreThoseOfTheWholeImage()
    {
        var accounts = await ReadAsync(
            new TarBuilder().Directory("etc/").File("etc/passwd", "old:x:1:1::/:\n").File("etc/group", "users:x:100:old\n"),
            new TarBuilder().Directory("etc/").File("etc/passwd", "app:x:1000:1000::/app:/bin/sh\n"));

        Assert.Equal([new ImageUser("app", 1000, 1000, "/app")], accounts.Users);
        Assert.Equal("users", Assert.Single(accounts.Groups).Name);
    }

    [Fact]
    [Trait("needs", "root")]
    public async Task Accounts_WhereEtcIsALink_StayInsideTheImage()
    {
        var outside = Directory.CreateTempSubdirectory("crtest-images-outside-").FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "passwd"), "out:x:0:0::/:\n", Token);
        Assert.Empty((await ReadAsync(new TarBuilder().SymbolicLink("etc", outside))).Users);
        Assert.Empty((await ReadAsync(new TarBuilder().SymbolicLink("etc", "../../../../../.." + outside))).Users);
        Assert.Empty((await ReadAsync(new TarBuilder().Directory("etc/").SymbolicLink("etc/passwd", "/proc/self/root/etc/passwd"))).Users);
        Directory.Delete(outside, recursive: true);
        var inside = await ReadAsync(new TarBuilder().SymbolicLink("etc", "/real").Directory("real/").File("real/passwd", "in:x:1:1::/:\n"));
        Assert.Equal("in", Assert.Single(inside.Users).Name);
    }

    [Fact]
    [Trait("needs", "root")]
    public async Task Accounts_None_IsNoError() => Assert.Empty((await ReadAsync(new TarBuilder().File("f", "x"))).Users);

    [Fact]
    [Trait("needs", "root")]
    public async Task Accounts_OfSomethingElse_IsRefused()
    {
        var fifo = await Assert.ThrowsAsync<FailureException>(() => ReadAsync(new TarBuilder().Directory("etc/").Node("etc/passwd", '6')));
        Assert.Contains("/etc/passwd of the image is not a file", fifo.Message, StringComparison.Ordinal);
        var huge = await Assert.ThrowsAsync<FailureException>(() => ReadAsync(new TarBuilder().Directory("etc/").File("etc/passwd", new byte[1_100_000])));
        Assert.Contains("longer than", huge.Message, StringComparison.Ordinal);
        var ring = await Assert.ThrowsAsync<FailureException>(() => ReadAsync(new TarBuilder().SymbolicLink("etc", "etc")));
        Assert.Contains("cannot be opened", ring.Message, StringComparison.Ordinal);
    }

    private static async Task<ImageAccounts> ReadAsync(params TarBuilder[] layers)
    {
        await using var store = await TestStore.OpenAsync();
        await using var registry = await FakeRegistry.StartAsync();
        var image = TestImage.Build([.. layers.Select(layer => (layer.Build(), Compression.Gzip))]);
        var record = await store.Images.PullAsync(new PullRequest(registry.Add(image, "app", "1")), null, Token);
        try
        {
            return await store.Images.AccountsAsync(record, Token);
        }
        finally
        {
            Assert.Empty(MountInfo.ReadAtOrBelow(store.Directory));
            await store.Images.RemoveAsync(record.Id, Token);
            Assert.Empty(store.Leftovers());
        }
    }

    [Theory]
    [InlineData("u:x:1:1\n", "", "users")]
    [InlineData("", "g:x:1:\n", "groups")]
    [InlineData("", "g:x:1:a,b\n", "members")]
    public void Parse_MoreThanCanBeRemembered_IsRefused(string user, string group, string what)
    {
        var passwd = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(user, AccountFiles.Most + 1)));
        var groups = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(group, what == "members" ? (AccountFiles.Most / 2) + 1 : AccountFiles.Most + 1)));

        var error = Assert.Throws<FailureException>(() => new ImageAccounts(AccountFiles.Users(passwd), AccountFiles.Groups(groups)));

        Assert.EndsWith($"of the image has more than 65536 {what}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_OfMoreThanItsMemory_StartsOver()
    {
        var cache = new AccountCache(mostBytes: 1000);
        var reads = 0;
        async Task ReadAsync(string image) => await cache.GetAsync(image, () =>
        {
            reads++;
            return Task.FromResult(new ImageAccounts([new ImageUser("root", 0, 0, new string('h', 200))], []));
        });

        await ReadAsync("a");
        await ReadAsync("a");
        Assert.Equal(1, reads);
        await ReadAsync("b");
        await ReadAsync("c");
        await ReadAsync("a");

        Assert.Equal(4, reads);
    }
}
