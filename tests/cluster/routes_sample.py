"""A small house's `boxoffice routes`, with one route of each kind."""


def route(method, path, repeat="safe", **more):
    return {"method": method, "path": path, "access": "everyone", "repeat": repeat, "isStream": False,
            "bodyBytesMax": 4096} | more


TOLD = {
    "version": 1,
    "contexts": [
        {"name": "gateway", "serves": ["/", "/clock"], "asks": [],
         "routes": [route("GET", "/"), route("GET", "/clock"), route("GET", "/{path...}")]},
        {"name": "musical", "serves": ["/items", "/performances", "/seats"], "asks": ["identity"],
         "routes": [route("GET", "/items/{id}"), route("POST", "/items", "keyed"),
                    route("DELETE", "/items/{id}", "no"),
                    route("GET", "/performances/{id}/seatmap/stream", isStream=True)]},
        {"name": "reservation", "serves": ["/reservations", "/tickets"], "asks": [],
         "routes": [route("POST", "/reservations", "keyed"), route("GET", "/reservations/{id}"),
                    route("POST", "/reservations/{id}/payment", "keyed"), route("POST", "/tickets/verify", "no"),
                    route("GET", "/tickets/{id}.ics")]},
        {"name": "payment", "serves": ["/payments"], "asks": [],
         "routes": [route("POST", "/payments/webhooks/{provider}", "no", bodyBytesMax=100)]},
        {"name": "identity", "serves": ["/auth", "/me", "/.well-known"], "asks": [],
         "routes": [route("POST", "/auth/login", "no"), route("GET", "/me")]},
    ],
    "management": {"port": 9090, "liveness": "/livez", "readiness": "/readyz", "metrics": "/metrics"},
    "internal": {"port": 9091, "prefix": "/internal"},
    "public": {"port": 8080},
    "limits": {"urlBytes": 8192, "headBytes": 16384, "headers": 100, "bodyBytes": 4096, "headerMs": 10000,
               "bodyMs": 30000, "idleMs": 75000, "answerMs": 3000},
}
