# Everything a contributor does, by name. The work itself is in .ci/, shared with CI.

# Which packages `make test`, `make bench` and `make fuzz` take, and what is handed on to the command:
#   make test PKGS=./chat/...            make test ARGS='-run TestPost -v'
#   make run  ARGS='--addr :9000'        make fuzz PKGS=./faye FUZZTIME=10m
#   make shots SHOTS=/some/dir
PKGS ?= ./...
ARGS ?=
FUZZTIME ?= 30s
SHOTS   ?=

.DEFAULT_GOAL := help
.PHONY: help run test shots lint bench fuzz

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: ## serve the chat on http://127.0.0.1:8080 (needs Go, nothing else)
	go run ./cmd/parley $(ARGS)

test: ## install what the tests need, then run every test with the race detector
	@.ci/test $(ARGS) $(PKGS)

shots: ## write pictures of every screen, in every size and theme, into SHOTS (a new folder below /tmp)
	@.ci/shots $(SHOTS)

lint: ## check formatting, go vet, golangci-lint, the import rule and the types of the JavaScript
	@.ci/lint

bench: ## compare Parley's Bayeux server with a plain hub and with npm faye, then run the benchmarks
	@.ci/bench $(ARGS) $(PKGS)

fuzz: ## fuzz each target for FUZZTIME (30s)
	@.ci/fuzz $(FUZZTIME) $(PKGS)
