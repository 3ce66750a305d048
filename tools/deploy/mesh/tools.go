//go:build tools

// Names the programs of others that are built beside ours, so that go.mod and go.sum pin them with their hashes.
package main

import _ "istio.io/istio/istioctl/cmd/istioctl"
