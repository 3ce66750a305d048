//go:build tools

// Package tools names the programs to build, so that go.mod and go.sum pin them with their hashes.
package tools

import (
	_ "github.com/google/go-containerregistry/cmd/crane"
	_ "github.com/rhysd/actionlint/cmd/actionlint"
	_ "github.com/yannh/kubeconform/cmd/kubeconform"
)
