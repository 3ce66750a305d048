"""What the house promises, and the alerts that say how fast a promise is being used up.

docs/adr/0025 says why these. Each objective counts events and the bad ones among them; its budget is the share that
may be bad in 30 days. Alerts look at a long and a short window: the long one says that it matters, the short one that
it still goes on.
"""
from __future__ import annotations

from dataclasses import dataclass

from .rule import Alert, Group, Recording, Severity

WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
# With fewer events in the long window, one failure is no rate.
EVENTS_MIN = 50
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True)
class Burning:
    """A budget used up `factor` times as fast as it may be, over both windows."""
    factor: float
    long: str
    short: str
    held: str


# Source: Google, The Site Reliability Workbook, chapter 5: 2 % of the budget in an hour, 5 % in six hours wake
# somebody; 10 % in a day or three days wait for the morning.
FAST = (Burning(14.4, "1h", "5m", "2m"), Burning(6, "6h", "30m", "15m"))
SLOW = (Burning(3, "1d", "2h", "1h"), Burning(1, "3d", "6h", "3h"))


@dataclass(frozen=True)
class Objective:
    """`events` and `bad` are expressions of rates over $window."""
    name: str           # as the label `objective`
    alert: str          # what its alerts begin with
    target: float       # the share that is good
    events: str
    bad: str
    summary: str        # what people notice

    @property
    def budget(self) -> float:
        return round(1 - self.target, 6)


def rate(metric: str, **labels: str) -> str:
    """Of all processes together. A label's value that begins with ~ is a pattern."""
    chosen = ",".join(f'{name}=~"{value[1:]}"' if value.startswith("~") else f'{name}="{value}"'
                      for name, value in labels.items())
    return f"sum(rate({metric}{f'{{{chosen}}}' if chosen else ''}[$window]))"


def either(*expressions: str) -> str:
    """The first that has anything to say."""
    return f"({(chr(10) + 'or ').join(expressions)})"


ENVOY = {"envoy_cluster_name": "reservation"}
ISTIO = {"destination_service_name": "boxoffice-reservation", "reporter": "source"}
PLACING = {"server": "public", "method": "POST", "route": "/reservations"}
NONE = "vector(0)"  # a counter that nothing has counted yet is not there


def entered(state: str) -> str:
    return rate("boxoffice_reservation_transitions_total", to=state)


OBJECTIVES = (
    # The front door counts what nobody else can: requests to processes that are not there. It is Envoy by itself, or
    # the mesh's, which counts under another name.
    Objective("reservation-availability", "BoxofficeReservationErrors", 0.999,
              events=either(rate("envoy_cluster_upstream_rq_xx", **ENVOY), rate("istio_requests_total", **ISTIO)),
              bad=either(rate("envoy_cluster_upstream_rq_xx", **ENVOY, envoy_response_code_class="5"),
                         rate("istio_requests_total", **ISTIO, response_code="~5.."), NONE),
              summary="requests about reservations are answered with errors"),
    Objective("reservation-latency", "BoxofficeReservationLatency", 0.99,
              events=rate("http_request_duration_seconds_count", **PLACING),
              bad=f"{rate('http_request_duration_seconds_count', **PLACING)}\n"
                  f"- {rate('http_request_duration_seconds_bucket', **PLACING, le='0.5')}",
              summary="placing a reservation takes more than half a second"),
    Objective("reservation-answer", "BoxofficeReservationAnswer", 0.999,
              events=entered("Placed"),
              bad=f"{entered('Placed')}\n- {rate('boxoffice_reservation_answer_seconds_bucket', le='10')}",
              summary="buyers do not hear within ten seconds whether they have their seats"),
    Objective("reservation-charge", "BoxofficeReservationCharge", 0.99,
              events=entered("Paying"),
              bad=f"{entered('Paying')}\n- {rate('boxoffice_reservation_charge_seconds_bucket', le='30')}",
              summary="buyers do not hear within thirty seconds whether they were charged"),
    Objective("reservation-fairness", "BoxofficeReservationFairness", 0.9995,
              events=f"{entered('Completed')}\n+ {rate('boxoffice_reservation_paid_for_nothing_total')}",
              bad=rate("boxoffice_reservation_paid_for_nothing_total"),
              summary="people who have paid get their money back instead of their seats"),
)


def ratio_name(window: str) -> str:
    return f"boxoffice:objective_errors:ratio_rate{window}"


def recordings() -> list[Recording]:
    rules = []
    for objective in OBJECTIVES:
        label = {"objective": objective.name}
        for window in WINDOWS:
            events, bad = (text.replace("$window", window) for text in (objective.events, objective.bad))
            rules.append(Recording(f"boxoffice:objective_events:rate{window}", events, label))
            # What is under way when the window ends or begins is counted on one side only: never less than none.
            rules.append(Recording(ratio_name(window), f"clamp_min({bad}, 0)\n/ (({events}) > 0)", label))
    return rules


def seconds(window: str) -> int:
    return int(window[:-1]) * SECONDS[window[-1]]


def burning(objective: Objective, how: Burning) -> str:
    chosen = f'{{objective="{objective.name}"}}'
    limit = f"{how.factor:g} * {objective.budget:g}"
    return (f"{ratio_name(how.long)}{chosen} > {limit}\n"
            f"and {ratio_name(how.short)}{chosen} > {limit}\n"
            f"and boxoffice:objective_events:rate{how.long}{chosen} * {seconds(how.long)} > {EVENTS_MIN}")


def alerts() -> list[Alert]:
    found = []
    for objective in OBJECTIVES:
        for kind, severity, ways in (("BurnsFast", Severity.PAGE, FAST), ("BurnsSlowly", Severity.TICKET, SLOW)):
            for how in ways:
                found.append(Alert(
                    objective.alert + kind, burning(objective, how), how.held, severity,
                    f"{objective.summary[0].upper()}{objective.summary[1:]}: over {how.long} the budget of "
                    f"{objective.budget:.2%} goes {how.factor:g} times as fast as it may.",
                    {"window": how.long}))
    return found


def groups() -> list[Group]:
    return [Group("boxoffice-objectives", tuple(recordings())), Group("boxoffice-objectives-alerts", tuple(alerts()))]
