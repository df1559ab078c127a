# shellcheck shell=bash
# Where the demonstration lives; `make stop` removes all of it but the caches in artifacts/. To be sourced.

state_directory=/var/lib/crisharp
runtime_directory=/run/crisharp
log_directory=/var/log/crisharp
socket=$runtime_directory/crisharp.sock
cgroup=crisharp
network=crisharp
bridge=crisharp0

bin=$PWD/artifacts/bin
run_directory=$PWD/artifacts/run
image_cache=$PWD/artifacts/demo

configuration=$run_directory/crisharp.yaml
daemon_log=$run_directory/crisharpd.log
keeper_log=$run_directory/crisharp-keeper.log
