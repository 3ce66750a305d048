// How often each route is answered, with what, and how long that takes.
#pragma once

#include "platform/http/router.hpp"
#include "ports/telemetry.hpp"

#include <array>
#include <string>
#include <unordered_map>

namespace boxoffice::platform::http {

/// The numbers of one route: from the request's last byte to its answer.
class RouteMeter {
  public:
    RouteMeter(ports::Metrics& metrics, const std::string& server, const ports::Route& route);

    /// @param is_timed false where the client asked to wait, or the answer goes on: how long that
    /// took says nothing about the house.
    void answered(int status, ports::Histogram::Took took, bool is_timed) const;

  private:
    ports::Histogram& took_;
    std::array<ports::Counter*, 4> answers_;  ///< by status class, from 2xx
};

/// Those of a server; requests that reach no route are in none of them.
class RouteMeters {
  public:
    RouteMeters(ports::Metrics& metrics, const std::string& server, const Router& router);
    /// @pre `route` is one of the router's.
    [[nodiscard]] const RouteMeter& of(const ports::Route& route) const {
        return by_route_.at(&route);
    }

  private:
    std::unordered_map<const ports::Route*, RouteMeter> by_route_;
};

}  // namespace boxoffice::platform::http
