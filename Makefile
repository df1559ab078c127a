# Everything a user or a CI job needs; each target is a script that can also be run by itself.
.DEFAULT_GOAL := help
.PHONY: help run start stop test bench build publish check clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: ## (root) set up this machine, start from nothing and show pods running
	@scripts/run

start: ## (root) start the daemon again, with the pods it had
	@scripts/demo/start

stop: ## (root) undo `make run`
	@scripts/stop

test: ## (root) build and run every test
	@scripts/run-tests

bench: ## (root) the same pods through CriSharp and through containerd, side by side
	@bench/run

build: ## compile everything
	dotnet build CriSharp.sln -v quiet

publish: ## self-contained programs in artifacts/bin
	@scripts/publish

check: ## formatting
	dotnet format CriSharp.sln --verify-no-changes

clean: ## remove artifacts/ (what is compiled, made and cached)
	rm -rf artifacts
