using CriSharp.CriServer.Configuration;
using Microsoft.Extensions.Logging.Console;

namespace CriSharp.CriServer;

/// <summary>The daemon's log: one line per fact on standard error, where systemd and containers alike take it from.</summary>
internal static class DaemonLogging
{
    public static void ConfigureDaemon(this ILoggingBuilder logging, DaemonOptions options)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(Enum.Parse<LogLevel>(options.LogLevel));
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
    }
}
