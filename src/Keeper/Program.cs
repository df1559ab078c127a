using CriSharp.Keeper;
using CriSharp.Linux;

KeeperOptions options;
try
{
    options = KeeperOptions.Parse(args);
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync($"crisharp-keeper: {e.Message}\n{KeeperOptions.Usage}");
    return 2;
}

var journal = new KeeperJournal(Console.Error, TimeProvider.System);
try
{
    using var host = new KeeperHost(options, journal, TimeProvider.System);
    return await host.RunAsync();
}
catch (Exception e) when (e is LinuxException or IOException or UnauthorizedAccessException)
{
    journal.Tell($"crisharp-keeper: {e.Message}");
    return 1;
}
