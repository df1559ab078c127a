# shellcheck shell=bash
# Sets $dotnet: sudo forgets the PATH of a user who has the SDK in the home directory. To be sourced after output.sh.

find_dotnet() {
  local home candidate
  home=$(getent passwd "${SUDO_USER:-root}" | cut -d: -f6)
  for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "$home/.dotnet/dotnet" \
    /usr/lib/dotnet/dotnet /usr/share/dotnet/dotnet /usr/local/share/dotnet/dotnet; do
    [ -x "$candidate" ] && "$candidate" --list-sdks 2>/dev/null | grep -q '^10\.' && printf '%s\n' "$candidate" && return
  done
  fail "no .NET 10 SDK found: https://dotnet.microsoft.com/download/dotnet/10.0"
}

dotnet=$(find_dotnet) || exit 1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
