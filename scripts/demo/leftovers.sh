# shellcheck shell=bash
# Finds and removes what daemon and containers hold on the machine, also when they were killed. To be sourced after settings.sh.
# Every find_… prints one thing a line, and nothing when all is clean.

# Daemons, known by their program; and keepers, by the files they work on as well.
find_daemons() { find_programs crisharpd "$configuration"; }

find_keepers() { find_programs crisharp-keeper "$runtime_directory"; }

# Processes of one of our programs whose command line has a word that begins like this.
find_programs() {
  local directory program
  for directory in /proc/[0-9]*; do
    program=$(readlink "$directory/exe" 2>/dev/null) || continue
    [ "${program%' (deleted)'}" = "$bin/$1" ] || continue
    tr '\0' '\n' <"$directory/cmdline" 2>/dev/null | grep -q "^$2" && printf '%s\n' "${directory#/proc/}"
  done
  return 0
}

# Children first. One tree on a unified host; version 1 has one for each controller.
find_cgroups() {
  local top
  for top in /sys/fs/cgroup/"$cgroup" /sys/fs/cgroup/"$cgroup.slice" /sys/fs/cgroup/*/"$cgroup" /sys/fs/cgroup/*/"$cgroup.slice"; do
    [ ! -d "$top" ] || find "$top" -depth -type d 2>/dev/null || true
  done
}

find_containers() {
  local directory
  find_cgroups | while read -r directory; do cat "$directory/cgroup.procs" 2>/dev/null || true; done | sort -un
}

# Namespaces are pinned by mounts, so these are here too; and the run directory is a mount point itself, so that it spreads none of them.
find_mounts() {
  awk -v state="$state_directory/" -v run="$runtime_directory/" 'index($5 "/", state) == 1 || index($5 "/", run) == 1 {print $5}' /proc/self/mountinfo | tac
}

find_interfaces() {
  local device=/sys/class/net/$bridge
  [ -d "$device" ] || return 0
  ls "$device/brif"
  printf '%s\n' "$bridge"
}

find_rules() { iptables -t nat -S 2>/dev/null | grep -F "\"$network\\\"" || true; }

end_processes() {
  local pid
  for pid in "$@"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "$@"; do
    timeout 15 tail --pid="$pid" -f /dev/null || { kill -KILL "$pid" 2>/dev/null && timeout 15 tail --pid="$pid" -f /dev/null; } || true
  done
}

kill_containers() {
  local pids
  for _ in $(seq 100); do
    pids=$(find_containers)
    [ -n "$pids" ] || return 0
    # shellcheck disable=SC2086
    kill -KILL $pids 2>/dev/null || true
    sleep 0.05
  done
}

remove_cgroups() {
  local directory
  [ ! -d /run/systemd/system ] || systemctl stop "$cgroup.slice" 2>/dev/null || true
  find_cgroups | while read -r directory; do rmdir "$directory" 2>/dev/null || true; done
}

remove_mounts() { find_mounts | while read -r point; do umount --lazy "$point" || true; done; }

remove_interfaces() { find_interfaces | while read -r name; do ip link delete "$name" 2>/dev/null || true; done; }

# A rule's chain is one container's own, except for those that all share.
remove_rules() {
  local rule chain
  find_rules | while read -r rule; do
    eval "iptables -t nat -D ${rule#-A }"
    chain=$(sed -n 's/.*-j \(CNI-[^ ]*\).*/\1/p' <<<"$rule")
    case $chain in
      '' | CNI-HOSTPORT-*) ;;
      *) iptables -t nat -F "$chain" && iptables -t nat -X "$chain" ;;
    esac
  done 2>/dev/null || true
}

find_everything() {
  { find_daemons; find_keepers; } | sed 's/^/process /'
  find_containers | sed 's/^/process /'
  find_cgroups | sed 's/^/cgroup /'
  find_mounts | sed 's/^/mount /'
  find_interfaces | sed 's/^/interface /'
  find_rules | sed 's/^/firewall rule /'
}
