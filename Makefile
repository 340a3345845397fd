# Every target works from a clean clone on Debian 12 with Swift 6.3, make and git.
.PHONY: build release test format lint dependencies clean

build:
	swift build

release:
	swift build -c release --static-swift-stdlib

test: lint
	swift test --disable-xctest

lint:
	swift format lint --strict -r -p Sources Tests Package.swift

format:
	swift format -i -r -p Sources Tests Package.swift

clean:
	rm -rf .build
