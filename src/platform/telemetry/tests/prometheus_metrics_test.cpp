// Goal: metrics are shown in Prometheus' text format, each family once.
#include "platform/telemetry/prometheus_metrics.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace boxoffice::platform {
namespace {

TEST(Metrics, AreShownByFamily) {
    PrometheusMetrics metrics;
    metrics.counter("orders_total", "context=\"b\"", "Orders\nby \\ context.").add(2);
    metrics.counter("orders_total", "context=\"a\"", "ignored").add();
    metrics.gauge("queue", "", "Waiting.").set(-3);
    const auto text = metrics.render();
    const std::string expected =
        "# HELP orders_total Orders\\nby \\\\ context.\n"
        "# TYPE orders_total counter\n"
        "orders_total{context=\"a\"} 1\n"
        "orders_total{context=\"b\"} 2\n"
        "# HELP queue Waiting.\n"
        "# TYPE queue gauge\n"
        "queue -3\n";
    EXPECT_EQ(text.substr(0, expected.size()), expected);
}

TEST(Metrics, AHistogramCountsUpToEachBound) {
    using namespace std::chrono_literals;
    PrometheusMetrics metrics;
    auto& took = metrics.histogram("took_seconds", "route=\"/\"", "How long.");
    took.observe(5ms);  // at most five
    took.observe(5ms + 1us);
    took.observe(61s);  // beyond the last
    took.observe(-1s);  // a clock was set back
    const auto text = metrics.render();
    EXPECT_NE(text.find("# TYPE took_seconds histogram\n"), std::string::npos);
    const auto has = [&](const std::string& line) {
        return text.find("\n" + line + "\n") != std::string::npos;
    };
    EXPECT_TRUE(has(R"(took_seconds_bucket{route="/",le="0.005"} 2)")) << text;
    EXPECT_TRUE(has(R"(took_seconds_bucket{route="/",le="0.01"} 3)"));
    EXPECT_TRUE(has(R"(took_seconds_bucket{route="/",le="2.5"} 3)"));
    EXPECT_TRUE(has(R"(took_seconds_bucket{route="/",le="60"} 3)"));
    EXPECT_TRUE(has(R"(took_seconds_bucket{route="/",le="+Inf"} 4)"));
    EXPECT_TRUE(has(R"(took_seconds_sum{route="/"} 61.010001)"));
    EXPECT_TRUE(has(R"(took_seconds_count{route="/"} 4)"));
    metrics.histogram("bare_seconds", "", "");
    const auto bare = metrics.render();
    EXPECT_NE(bare.find("\nbare_seconds_bucket{le=\"+Inf\"} 0\nbare_seconds_sum 0\n"
                        "bare_seconds_count 0\n"),
              std::string::npos);
}

TEST(Metrics, AskingAgainGivesTheSame) {
    PrometheusMetrics metrics;
    EXPECT_EQ(&metrics.counter("a", "x=\"1\"", ""), &metrics.counter("a", "x=\"1\"", ""));
    EXPECT_NE(&metrics.counter("a", "x=\"1\"", ""), &metrics.counter("a", "x=\"2\"", ""));
}

TEST(Metrics, ShowTheProcess) {
    const auto text = PrometheusMetrics().render();
    const auto value = [&](const std::string& name) {
        const auto at = text.find("\n" + name + " ");
        return at == std::string::npos ? -1.0 : std::stod(text.substr(at + name.size() + 2));
    };
    EXPECT_GT(value("process_resident_memory_bytes"), 1'000'000);
    EXPECT_GT(value("process_cpu_seconds_total"), 0);
    EXPECT_GE(value("process_open_fds"), 3);
    EXPECT_GE(value("process_threads"), 1);
    EXPECT_GE(value("process_max_fds"), value("process_open_fds"));
    EXPECT_GT(value("process_start_time_seconds"), 1.7e9);
}

TEST(Metrics, AreSafeFromManyThreads) {
    PrometheusMetrics metrics;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 1'000; ++n) metrics.counter("a_total", "", "").add();
            });
        }
    }
    EXPECT_EQ(metrics.counter("a_total", "", "").value(), 4'000);
}

TEST(MetricsDeathTest, OneNameIsOneKind) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    PrometheusMetrics metrics;
    metrics.counter("a", "", "");
    EXPECT_DEATH(metrics.gauge("a", "", ""), "invariant broken");
    EXPECT_DEATH(metrics.gauge("no-name", "", ""), "invariant broken");
    EXPECT_DEATH(metrics.histogram("a", "", ""), "invariant broken");
    EXPECT_DEATH(metrics.histogram("took_milliseconds", "", ""), "invariant broken");
}

}  // namespace
}  // namespace boxoffice::platform
