//go:build tools

// Package tools names the program that `./dev providers` builds, so that go.mod and go.sum pin it with its hashes.
package tools

import _ "github.com/stripe/stripe-mock"
