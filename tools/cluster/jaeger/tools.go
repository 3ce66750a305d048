//go:build tools

// Package tools names the program that `./dev cluster up --tracing` builds, so that go.mod and go.sum pin it with its
// hashes.
package tools

import _ "github.com/jaegertracing/jaeger/cmd/all-in-one"
