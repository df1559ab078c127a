using System.Text;

namespace CriSharp.Cli;

/// <summary>Reads a password from the terminal without showing it.</summary>
internal static class SecretPrompt
{
    /// <summary>The line that is typed after <paramref name="prompt"/>, without its end.</summary>
    public static string Read(string prompt)
    {
        Console.Error.Write(prompt);
        var secret = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                secret.Length = Math.Max(0, secret.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return secret.ToString();
    }
}
