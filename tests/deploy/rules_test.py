"""Goal: every overlay is without a finding, and every rule finds the violation that is planted for it."""
import unittest

import planted_mesh
import tree  # noqa: F401, puts tools/ on the path
from deploy import manifest_checks, render, rules, rules_of_network, rules_of_pods, rules_of_values, rules_of_wiring


def deployment(overlay, context="reservation"):
    return overlay.named("Deployment", f"boxoffice-{context}")


def template(overlay, context="reservation"):
    return deployment(overlay, context)["spec"]["template"]


def container(overlay, context="reservation"):
    return template(overlay, context)["spec"]["containers"][0]


def variable(overlay, context, name):
    return next(each for each in container(overlay, context)["env"] if each["name"] == name)


def options(overlay):
    return next(each for each in overlay.of("ConfigMap") if each["metadata"]["name"].startswith("boxoffice-options"))


def policy(overlay, name):
    return overlay.named("NetworkPolicy", name)["spec"]


def replace_argument(overlay, before, after):
    one = container(overlay)
    one["args"] = [word.replace(before, after) for word in one["args"]]


# What is spoilt, the rule that must see it, and words of its finding. Each a small slip that renders and looks right.
PLANTED = [
    (rules_of_pods.restricted, "root file system",
     lambda o: container(o)["securityContext"].pop("readOnlyRootFilesystem")),
    (rules_of_pods.restricted, "gain privileges",
     lambda o: container(o)["securityContext"].update(allowPrivilegeEscalation=True)),
    (rules_of_pods.restricted, "capabilities",
     lambda o: container(o)["securityContext"]["capabilities"].update(add=["NET_ADMIN"])),
    (rules_of_pods.restricted, "run as user", lambda o: template(o)["spec"]["securityContext"].pop("runAsNonRoot")),
    (rules_of_pods.restricted, "seccomp", lambda o: template(o)["spec"]["securityContext"].pop("seccompProfile")),
    (rules_of_pods.restricted, "token", lambda o: template(o)["spec"].pop("automountServiceAccountToken")),
    (rules_of_pods.restricted, "hostNetwork", lambda o: template(o)["spec"].update(hostNetwork=True)),
    (rules_of_pods.restricted, "of its machine",
     lambda o: template(o)["spec"]["volumes"].append({"name": "x", "hostPath": {"path": "/var/run"}})),
    (rules_of_pods.service_links, "look like options", lambda o: template(o)["spec"].pop("enableServiceLinks")),
    (rules_of_pods.limits, "no memory among its limits",
     lambda o: container(o)["resources"]["limits"].pop("memory")),
    (rules_of_pods.probes, "readinessProbe",
     lambda o: container(o)["readinessProbe"]["httpGet"].update(path="/livez")),
    (rules_of_pods.probes, "livenessProbe", lambda o: container(o).pop("livenessProbe")),
    (rules_of_pods.leaves_in_time, "killed after 59 s, but may need 60 s",
     lambda o: template(o)["spec"].update(terminationGracePeriodSeconds=59)),
    (rules_of_pods.leaves_in_time, "2 x 21 drain",
     lambda o: options(o)["data"].update(BOXOFFICE_DRAIN_SECONDS="21")),
    (rules_of_pods.leaves_in_time, "no preStop", lambda o: container(o).pop("lifecycle")),
    (rules_of_pods.images, "moves", lambda o: container(o).update(image="registry.example.com/boxoffice:latest")),
    (rules_of_pods.images, "neither a version nor a digest",
     lambda o: container(o).update(image="registry.example.com:5000/boxoffice")),
    (rules_of_pods.images, "neither a version nor a digest",
     lambda o: container(o).update(image="registry.example.com/boxoffice:0.1.0@sha256:12")),
    (rules_of_pods.images, "its label version is",
     lambda o: container(o).update(image="registry.example.com/boxoffice:0.2.0")),
    (rules_of_pods.pull_secrets, "same way", lambda o: template(o)["spec"].pop("imagePullSecrets")),
    (rules_of_pods.labels, "no label version", lambda o: template(o)["metadata"]["labels"].pop("version")),
    (rules_of_pods.replaced_one_by_one, "maxUnavailable must be 0",
     lambda o: deployment(o)["spec"]["strategy"]["rollingUpdate"].update(maxUnavailable="25%")),
    (rules_of_pods.replaced_one_by_one, "spread",
     lambda o: template(o)["spec"]["topologySpreadConstraints"].pop()),
    (rules_of_wiring.selectors, "Service boxoffice-reservation selects no pod",
     lambda o: o.named("Service", "boxoffice-reservation")["spec"]["selector"].update(app="boxoffice-reservations")),
    (rules_of_wiring.selectors, "does not select its own",
     lambda o: template(o)["metadata"]["labels"].update(app="boxoffice-other")),
    (rules_of_wiring.selectors, "selects pods of others",
     lambda o: deployment(o)["spec"]["selector"].update(matchLabels={"app.kubernetes.io/part-of": "boxoffice"})),
    (rules_of_wiring.service_ports, "do not name",
     lambda o: o.named("Service", "boxoffice-reservation")["spec"]["ports"][0].update(targetPort="web")),
    (rules_of_wiring.service_ports, "mixes the internal port",
     lambda o: o.named("Service", "boxoffice-reservation")["spec"]["ports"].append(
         {"name": "internal", "port": 8082, "targetPort": "internal", "appProtocol": "http"})),
    (rules_of_wiring.service_ports, "management port",
     lambda o: o.named("Service", "boxoffice-reservation")["spec"]["ports"].append(
         {"name": "management", "port": 8081, "targetPort": "management", "appProtocol": "http"})),
    (rules_of_wiring.service_ports, "does not say what is spoken",
     lambda o: o.named("Service", "boxoffice-reservation")["spec"]["ports"][0].pop("appProtocol")),
    (rules_of_wiring.peers, "is told", lambda o: replace_argument(o, "identity-internal:8082", "identity:8082")),
    (rules_of_wiring.peers, "has no Service", lambda o: o.objects.remove(
        o.named("Service", "boxoffice-identity-internal"))),
    (rules_of_wiring.references, "needs Secret boxoffice-databse-reservation",
     lambda o: next(each for each in template(o)["spec"]["volumes"] if each["name"] == "secret-database")["secret"]
     .update(secretName="boxoffice-databse-reservation")),
    (rules_of_wiring.references, "needs PersistentVolumeClaim", lambda o: o.objects.remove(
        o.named("PersistentVolumeClaim", "boxoffice-media"))),
    (rules_of_wiring.references, "not as its own",
     lambda o: template(o)["spec"].update(serviceAccountName="boxoffice-payment")),
    (rules_of_wiring.budgets, "has no PodDisruptionBudget", lambda o: o.objects.remove(
        o.named("PodDisruptionBudget", "boxoffice-sales"))),
    (rules_of_wiring.budgets, "hold up a machine",
     lambda o: o.named("PodDisruptionBudget", "boxoffice-sales").update(
         spec={"minAvailable": 1, "selector": {"matchLabels": {"app": "boxoffice-sales"}}})),
    (rules_of_wiring.autoscalers, "both say how many", lambda o: deployment(o)["spec"].update(replicas=2)),
    (rules_of_wiring.autoscalers, "does not look at the processor",
     lambda o: o.named("HorizontalPodAutoscaler", "boxoffice-musical")["spec"]["metrics"].pop(0)),
    (rules_of_wiring.autoscalers, "is for one",
     lambda o: o.named("PersistentVolumeClaim", "boxoffice-media")["spec"].update(accessModes=["ReadWriteOnce"])),
    (rules_of_network.default_deny, "no NetworkPolicy denies everything",
     lambda o: policy(o, "default-deny").update(ingress=[{}])),
    (rules_of_network.edges, "sales needs identity on port 8082",
     lambda o: policy(o, "boxoffice-identity")["ingress"][1]["from"].pop()),
    (rules_of_network.edges, "payment may reach reservation on port 8082",
     lambda o: policy(o, "boxoffice-reservation")["ingress"][1]["from"].append(
         {"podSelector": {"matchLabels": {"app": "boxoffice-payment"}}})),
    (rules_of_network.edges, "musical needs reservation on port 8082",
     lambda o: policy(o, "boxoffice-musical")["egress"].pop()),
    (rules_of_network.edges, "the front door may reach identity on port 8082",
     lambda o: policy(o, "boxoffice-identity")["ingress"][0]["ports"].append({"protocol": "TCP", "port": 8082})),
    (rules_of_network.to_elsewhere, "has no business there",
     lambda o: policy(o, "boxoffice-sales")["egress"].append(policy(o, "boxoffice-payment")["egress"][-1])),
    (rules_of_network.to_elsewhere, "cluster's own addresses",
     lambda o: policy(o, "boxoffice-payment")["egress"][-1]["to"][0]["ipBlock"].pop("except")),
    (rules_of_values.options_known, "BOXOFFICE_KAFKA_TOPICS is no option",
     lambda o: options(o)["data"].update(BOXOFFICE_KAFKA_TOPICS="x")),
    (rules_of_values.options_known, "has no effect, because its arguments",
     lambda o: options(o)["data"].update(BOXOFFICE_PORT="80")),
    (rules_of_values.options_known, "log.level of boxoffice-live has no effect",
     lambda o: options(o)["data"].update(BOXOFFICE_LOG_LEVEL="debug")),
    (rules_of_values.program_takes_it, "from 0 to 3600",
     lambda o: options(o)["data"].update(BOXOFFICE_DRAIN_SECONDS="soon")),
    (rules_of_values.program_takes_it, "acks",
     lambda o: next(each for each in o.of("ConfigMap") if "kafka.properties" in each["data"])["data"].update(
         {"kafka.properties": "acks=1\n"})),
    (rules_of_values.program_takes_it, "log.levle",
     lambda o: o.named("ConfigMap", "boxoffice-live")["data"].update({"boxoffice.toml": "[log]\nlevle = \"info\"\n"})),
    (rules_of_values.program_takes_it, "provider-client-key",
     lambda o: container(o, "payment")["env"].remove(variable(o, "payment", "BOXOFFICE_PROVIDER_CLIENT_KEY"))),
    (rules_of_values.no_plain_credential, "holds its content", lambda o: o.objects.append(
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x"}, "data": {"password": "aHVudGVyMg=="}})),
    (rules_of_values.no_plain_credential, "a password in a URL",
     lambda o: options(o)["data"].update(BOXOFFICE_DATABASE_URL="postgresql://me:hunter2@host/x")),
    (rules_of_values.no_plain_credential, "a key of Stripe",
     lambda o: container(o, "payment")["env"].append({"name": "X", "value": "sk_" + "live_" + "51Habcdefghijk"})),
    (rules_of_values.no_plain_credential, "a password",
     lambda o: options(o)["data"].update(NOTE="password: correcthorse")),
    (rules_of_values.secrets_are_for_one, "which is for payment alone",
     lambda o: template(o)["spec"]["volumes"].append(
         {"name": "x", "secret": {"secretName": "boxoffice-provider", "defaultMode": 0o440}})),
    (rules_of_values.secrets_are_for_one, "read by everybody",
     lambda o: template(o)["spec"]["volumes"][1]["secret"].update(defaultMode=0o444)),
]

# Of the shape with one process.
PLANTED_IN_EMBEDDED = [
    (rules_of_wiring.one_process_for_a_volume, "ReadWriteOncePod",
     lambda o: o.named("PersistentVolumeClaim", "boxoffice-house")["spec"].update(accessModes=["ReadWriteMany"])),
    (rules_of_wiring.one_process_for_a_volume, "one replica, replaced whole",
     lambda o: deployment(o, "house")["spec"].update(replicas=2)),
    (rules_of_pods.replaced_one_by_one, "must have one replica",
     lambda o: deployment(o, "house")["spec"].update(replicas=2)),
]


class Rules(unittest.TestCase):
    def test_overlays_are_without_findings(self):
        for name in render.OVERLAYS:
            with self.subTest(name):
                overlay = manifest_checks.overlay(name)
                self.assertGreaterEqual(len(overlay.objects), 10)
                self.assertEqual(rules.findings(overlay), [])

    def test_planted_violations_are_found(self):
        for name, planted in (("prod", PLANTED + planted_mesh.PLANTED), ("embedded", PLANTED_IN_EMBEDDED)):
            for rule, words, spoil in planted:
                with self.subTest(rule=rule.__name__, words=words):
                    overlay = manifest_checks.overlay(name)
                    spoil(overlay)
                    self.assertIn(words, "\n".join(rule(overlay)))

    def test_each_rule_has_a_violation(self):
        planted = {rule for rule, _, _ in PLANTED + planted_mesh.PLANTED + PLANTED_IN_EMBEDDED}
        self.assertEqual(planted, set(rules.ALL))


if __name__ == "__main__":
    unittest.main()
