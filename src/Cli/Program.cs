using CriSharp.Cli;

var shell = Shell.OfProcess();
using (shell.Interrupts)
{
    return await CommandLine.RunAsync(args, shell);
}
