# shellcheck shell=bash
# Where the demonstration lives. Outside the repository: only these two directories. To be sourced.

state_directory=/var/lib/crisharp
runtime_directory=/run/crisharp
socket=$runtime_directory/crisharp.sock
cgroup_parent=/crisharp
bridge=crisharp0

bin=$PWD/artifacts/bin
run_directory=$PWD/artifacts/run
image_cache=$PWD/artifacts/demo
