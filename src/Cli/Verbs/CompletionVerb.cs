using System.CommandLine;

namespace CriSharp.Cli.Verbs;

/// <summary><c>completion</c>: prints the script that lets a shell complete this command's words.</summary>
internal static class CompletionVerb
{
    // Every script asks this command itself, through System.CommandLine's suggest directive: [suggest:POSITION] LINE. The line is given up to
    // the cursor, and begins with the plain name however the command was called.
    // Bash splits words at colons, which names of images have: what it already has of the word is cut off from the answers.
    private const string Bash = """
        # In ~/.bashrc: source <(crisharp completion bash)
        _crisharp() {
            local line="${COMP_LINE:0:COMP_POINT}" IFS=$'\n'
            line="crisharp ${line#* }"
            local word="${line##* }"
            COMPREPLY=($(compgen -W "$(crisharp "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
            [[ "$word" == *:* ]] && COMPREPLY=("${COMPREPLY[@]#"${word%"${word##*:}"}"}")
            return 0
        }
        complete -o default -F _crisharp crisharp
        """;

    private const string Zsh = """
        #compdef crisharp
        # In ~/.zshrc, after compinit: source <(crisharp completion zsh)
        _crisharp() {
            local line="crisharp ${(j: :)words[2,CURRENT]}"
            local -a answers
            answers=(${(f)"$(crisharp "[suggest:${#line}]" "$line" 2>/dev/null)"})
            compadd -a answers || _files
        }
        compdef _crisharp crisharp
        """;

    private const string Fish = """
        # In ~/.config/fish/config.fish: crisharp completion fish | source
        complete -c crisharp -a '(crisharp "[suggest:"(string length -- (commandline -cp))"]" (commandline -cp) 2>/dev/null)'
        """;

    public static Command Create(CommandTree tree)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.CompletionSources.Add("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a script that lets a shell complete the words of this command") { shell };
        tree.OnInvoke(command, session =>
        {
            session.Shell.Print(session.Get(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw CommandException.Usage($"completion {other}: not one of bash, zsh, fish"),
            });
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
