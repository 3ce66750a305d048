// Goal: metrics are shown in Prometheus' text format, each family once.
#include "platform/telemetry/prometheus_metrics.hpp"

#include <gtest/gtest.h>

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
}

}  // namespace
}  // namespace boxoffice::platform
