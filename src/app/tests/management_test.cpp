// Goal: /readyz says no while this process cannot serve, and only then; what all processes share is
// shown.
#include "app/management.hpp"

#include "platform/runtime/clocks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::app {
namespace {

class Answer final : public ports::ResponseSink {
  public:
    void send(ports::HttpResponse response) override { said = std::move(response); }
    std::shared_ptr<ports::HttpStream> open_stream(ports::HttpResponse) override { return nullptr; }
    ports::HttpResponse said;
};

class Readiness : public testing::Test {
  protected:
    ports::HttpResponse ask(const std::string& path, bool is_verbose = false) {
        const auto route = std::find_if(routes_.begin(), routes_.end(), [&](const auto& candidate) {
            return candidate.pattern == path;
        });
        ports::HttpRequest request;
        if (is_verbose) request.query.emplace_back("verbose", "1");
        const auto answer = std::make_shared<Answer>();
        route->handler(request, answer);
        return answer->said;
    }

    bool is_database_there = true;
    bool do_events_flow = true;

  private:
    platform::SystemClock clock_;
    platform::JsonLog log_{clock_, ports::LogLevel::error};
    platform::PrometheusMetrics metrics_;
    std::vector<ports::Route> routes_ = management_routes(
        {.metrics = metrics_,
         .readiness = {{"database", [this] { return is_database_there; }},
                       {"event_flow", [this] { return do_events_flow; }, ReadinessWeight::shown}},
         .stuck_workers = [] { return std::vector<std::string>{}; },
         .log = log_,
         .reload = [] { return Reloaded{}; }});
};

TEST_F(Readiness, SaysNoWhileACheckFails) {
    EXPECT_EQ(ask("/readyz").status, 200);
    is_database_there = false;
    EXPECT_EQ(ask("/readyz").status, 503);
    EXPECT_EQ(ask("/readyz").body, R"({"status":"not_ready"})");
    is_database_there = true;
    EXPECT_EQ(ask("/readyz").body, R"({"status":"ready"})");
}

TEST_F(Readiness, StaysWhenEventsDoNotFlowAndShowsIt) {
    do_events_flow = false;
    EXPECT_EQ(ask("/readyz").status, 200);
    EXPECT_EQ(ask("/readyz", true).body,
              R"({"checks":{"database":"ok","event_flow":"failing"},"status":"ready"})");
    EXPECT_NE(ask("/metrics").body.find(R"(boxoffice_ready{check="event_flow"} 0)"),
              std::string::npos);
}

}  // namespace
}  // namespace boxoffice::app
