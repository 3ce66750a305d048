"""Violations in what Istio is told: what is spoilt, the rule that must see it, and words of its finding."""
import tree  # noqa: F401, puts tools/ on the path
from deploy import rules_of_mesh


def front(overlay):
    return overlay.named("VirtualService", "boxoffice")["spec"]


def route(overlay, name):
    return next(each for each in front(overlay)["http"] if each["name"] == name)


def traffic(overlay, service="boxoffice-payment"):
    return overlay.named("DestinationRule", service)["spec"]["trafficPolicy"]


def allowances(overlay, context):
    return overlay.named("AuthorizationPolicy", f"boxoffice-{context}")["spec"]["rules"]


def swap_first_two_of(overlay, context):
    """The ordinary routes of a context: reading comes after everything else, so that nothing is asked again."""
    routes = front(overlay)["http"]
    places = [number for number, each in enumerate(routes) if each["name"].startswith(f"{context} /")]
    first, second = places[:2]
    routes[first], routes[second] = routes[second], routes[first]


PLANTED = [
    (rules_of_mesh.gateway_has_its_namespace, "every path would answer 404; write istio-system/boxoffice-gateway",
     lambda o: front(o).update(gateways=["boxoffice-gateway"])),
    (rules_of_mesh.gateway_has_its_namespace, "which is not there",
     lambda o: o.named("Gateway", "boxoffice-gateway")["metadata"].update(namespace="boxoffice")),
    (rules_of_mesh.comes_in_by_https, "BOXOFFICE_PUBLIC_URL says",
     lambda o: o.named("Gateway", "boxoffice-gateway")["spec"]["servers"][0].update(hosts=["other.example.com"])),
    (rules_of_mesh.comes_in_by_https, "without TLS 1.2",
     lambda o: o.named("Gateway", "boxoffice-gateway")["spec"]["servers"][1]["tls"].update(httpsRedirect=False)),
    (rules_of_mesh.sign_ins_limited, "as often as it likes",
     lambda o: o.objects.remove(o.named("EnvoyFilter", "boxoffice-sign-ins"))),
    (rules_of_mesh.sign_ins_limited, "is not the limit", lambda o: o.named("EnvoyFilter", "boxoffice-sign-ins")["spec"][
        "configPatches"][0]["patch"]["value"]["typed_config"]["descriptors"][0]["token_bucket"].update(max_tokens=600)),
    (rules_of_mesh.same_door, "POST /tickets/7 may be asked again as Istio likes, not 0",
     lambda o: route(o, "reservation /tickets once any").pop("retries")),
    (rules_of_mesh.same_door, "POST /reservations may be asked 2 times again, not 0",
     lambda o: [match.pop("headers") for match in route(o, "reservation paths keyed POST")["match"]]),
    (rules_of_mesh.same_door, "is asked again on 5xx",
     lambda o: route(o, "sales /sales safe GET|HEAD|OPTIONS")["retries"].update(retryOn="5xx")),
    (rules_of_mesh.same_door, "may take 5s, not 65s", lambda o: route(o, "gateway / once any").update(timeout="5s")),
    (rules_of_mesh.same_door, "/performances/7/seatmap/stream may take 65s, not for ever",
     lambda o: front(o)["http"].remove(route(o, "musical paths stream GET"))),
    (rules_of_mesh.same_door, "GET /itemsx goes to",
     lambda o: next(match for each in front(o)["http"] for match in each["match"]
                    if match["uri"] == {"prefix": "/items/"})["uri"].update(prefix="/items")),
    (rules_of_mesh.same_door, "GET /sales goes to", lambda o: [
        each["route"][0]["destination"].update(host="boxoffice-mypage.boxoffice.svc.cluster.local")
        for each in front(o)["http"] if each["name"].startswith("sales /sales safe")]),
    (rules_of_mesh.same_door, "GET /myPages may be asked 0 times again, not 2",
     lambda o: swap_first_two_of(o, "mypage")),
    (rules_of_mesh.same_door, "is answered 404", lambda o: front(o)["http"].pop()),
    (rules_of_mesh.same_door, "carries headers", lambda o: route(o, "gateway / once any").pop("headers")),
    (rules_of_mesh.destinations, "which is no Service",
     lambda o: o.objects.remove(o.named("Service", "boxoffice-sales"))),
    (rules_of_mesh.destinations, "for the house alone", lambda o: route(o, "gateway / once any")["route"][0].update(
        destination={"host": "boxoffice-identity-internal.boxoffice.svc.cluster.local", "port": {"number": 8082}})),
    (rules_of_mesh.destinations, "leads to port 8081", lambda o: route(o, "gateway / once any")["route"][0][
        "destination"]["port"].update(number=8081)),
    (rules_of_mesh.destinations, "leads to canary", lambda o: route(o, "gateway / once any")["route"][0][
        "destination"].update(subset="canary")),
    (rules_of_mesh.destinations, "add up to 90",
     lambda o: route(o, "gateway / once any")["route"][0].update(weight=90)),
    (rules_of_mesh.called_with_care, "has no DestinationRule",
     lambda o: o.objects.remove(o.named("DestinationRule", "boxoffice-identity-internal"))),
    (rules_of_mesh.called_with_care, "any number of connections", lambda o: traffic(o)["connectionPool"].pop("tcp")),
    (rules_of_mesh.called_with_care, "went silent", lambda o: traffic(o)["connectionPool"]["tcp"].pop("tcpKeepalive")),
    (rules_of_mesh.called_with_care, "not left alone",
     lambda o: traffic(o)["outlierDetection"].pop("consecutiveLocalOriginFailures")),
    (rules_of_mesh.called_with_care, "for saying that it is busy",
     lambda o: traffic(o)["outlierDetection"].pop("consecutiveGatewayErrors")),
    (rules_of_mesh.called_with_care, "without mutual TLS", lambda o: traffic(o)["tls"].update(mode="DISABLE")),
    (rules_of_mesh.mutual_tls, "no label istio-injection",
     lambda o: o.named("Namespace", "boxoffice")["metadata"]["labels"].pop("istio-injection")),
    (rules_of_mesh.mutual_tls, "says STRICT",
     lambda o: o.named("PeerAuthentication", "default")["spec"]["mtls"].update(mode="PERMISSIVE")),
    (rules_of_mesh.mutual_tls, "allows DISABLE",
     lambda o: o.named("PeerAuthentication", "default")["spec"].update(portLevelMtls={"8082": {"mode": "DISABLE"}})),
    (rules_of_mesh.authorized, "no AuthorizationPolicy refuses",
     lambda o: o.objects.remove(o.named("AuthorizationPolicy", "default-deny"))),
    (rules_of_mesh.authorized, "payment may call reservation on port 8082",
     lambda o: allowances(o, "reservation")[1]["from"][0]["source"]["principals"].append(
         "cluster.local/ns/boxoffice/sa/boxoffice-payment")),
    (rules_of_mesh.authorized, "may call identity on port any",
     lambda o: allowances(o, "identity")[1].pop("to")),
    (rules_of_mesh.authorized, "the front door needs sales on port 8080",
     lambda o: allowances(o, "sales").clear()),
]
