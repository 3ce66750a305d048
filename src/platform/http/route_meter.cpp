#include "platform/http/route_meter.hpp"

#include <algorithm>
#include <cstddef>

namespace boxoffice::platform::http {
namespace {

constexpr int lowest_class = 2;
constexpr std::array class_names{"2xx", "3xx", "4xx", "5xx"};

std::string labels_of(const std::string& server, const ports::Route& route) {
    std::string labels = "server=\"" + server + "\",method=\"";
    labels.append(ports::to_text(route.method)).append("\",route=\"").append(route.pattern);
    return labels + "\"";
}

}  // namespace

RouteMeter::RouteMeter(ports::Metrics& metrics, const std::string& server,
                       const ports::Route& route)
    : took_(metrics.histogram("http_request_duration_seconds", labels_of(server, route),
                              "From a request's last byte to its answer; streams and requests that "
                              "ask to wait are not timed.")),
      answers_{} {
    for (std::size_t place = 0; place < class_names.size(); ++place) {
        answers_[place] =
            &metrics.counter("http_route_requests_total",
                             labels_of(server, route) + ",status=\"" + class_names[place] + "\"",
                             "Requests that reached a route, by the status class of their answer.");
    }
}

void RouteMeter::answered(int status, ports::Histogram::Took took, bool is_timed) const {
    const auto highest = lowest_class + static_cast<int>(answers_.size()) - 1;
    const auto place = std::clamp(status / 100, lowest_class, highest) - lowest_class;
    answers_[static_cast<std::size_t>(place)]->add();
    if (is_timed) took_.observe(took);
}

RouteMeters::RouteMeters(ports::Metrics& metrics, const std::string& server, const Router& router) {
    for (const auto* route : router.routes()) {
        by_route_.emplace(route, RouteMeter{metrics, server, *route});
    }
}

}  // namespace boxoffice::platform::http
