// Prints what Istio makes of a file of its resources for the front door: Envoy's routes and clusters, as JSON.
//
// It is Istio's own code (pilot/pkg/networking/core) that is asked, as its tests ask it; nothing of a cluster is needed.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/networking/core"
	"istio.io/istio/pkg/test"
)

// appendJSON adds a message as JSON.
func appendJSON(list []json.RawMessage, message proto.Message) []json.RawMessage {
	text, err := protojson.Marshal(message)
	if err != nil {
		panic(err)
	}
	return append(list, text)
}

// convert answers the routes and clusters of a front door in `namespace` with the label istio=`label`.
func convert(resources, namespace, label string) (map[string][]json.RawMessage, error) {
	made := map[string][]json.RawMessage{"routes": {}, "clusters": {}}
	err := test.Wrap(func(t test.Failer) {
		generator := core.NewConfigGenTest(t, core.TestOptions{ConfigString: resources})
		labels := map[string]string{"istio": label}
		proxy := generator.SetupProxy(&model.Proxy{Type: model.Router, Labels: labels, ConfigNamespace: namespace,
			Metadata: &model.NodeMetadata{Labels: labels, Namespace: namespace}})
		for _, route := range generator.Routes(proxy) {
			made["routes"] = appendJSON(made["routes"], route)
		}
		for _, cluster := range generator.Clusters(proxy) {
			made["clusters"] = appendJSON(made["clusters"], cluster)
		}
	})
	return made, err
}

func run() error {
	if len(os.Args) != 5 {
		return fmt.Errorf("usage: %s RESOURCES.yaml NAMESPACE LABEL OUT.json", os.Args[0])
	}
	resources, err := os.ReadFile(os.Args[1])
	if err != nil {
		return err
	}
	made, err := convert(string(resources), os.Args[2], os.Args[3])
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(made, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(os.Args[4], text, 0o600)
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
