//go:build tools

// Package tools names the program to build, so that go.mod and go.sum pin it with its hashes.
package tools

import _ "k8s.io/kubernetes/cmd/kube-apiserver"
