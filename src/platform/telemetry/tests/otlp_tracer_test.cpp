// Goal: spans leave in batches, without anybody waiting for them; what cannot be delivered is
// repeated as OTLP says, or counted.
#include "platform/telemetry/otlp_tracer.hpp"

#include "platform/runtime/thread_scheduler.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"
#include "ports/tests/recording_tracer.hpp"
#include "simulation/world/simulated_scheduler.hpp"
#include "simulation/world/simulated_telemetry.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::platform {
namespace {

using namespace std::chrono_literals;

/// Keeps the requests until they are answered.
class Receiver final : public ports::HttpClient {
  public:
    void call(ports::HttpCall call, std::function<void(ports::HttpAnswer)> done) override {
        requests.push_back(std::move(call));
        dones.push_back(std::move(done));
    }
    void answer(int status, std::vector<ports::HttpHeader> headers = {}, std::string body = "{}") {
        ports::HttpAnswer answer;
        answer.response = ports::HttpResponse{status, std::move(headers), std::move(body)};
        std::exchange(dones.back(), nullptr)(std::move(answer));
    }
    void vanish() {
        std::exchange(dones.back(), nullptr)({.response = {}, .fault = "connecting failed"});
    }
    [[nodiscard]] std::size_t spans_in(std::size_t request) const {
        const auto parsed = boost::json::parse(requests.at(request).body);
        return parsed.at_pointer("/resourceSpans/0/scopeSpans/0/spans").as_array().size();
    }

    std::vector<ports::HttpCall> requests;
    std::vector<std::function<void(ports::HttpAnswer)>> dones;
};

struct OtlpTracerTest : testing::Test {
    simulation::SimulatedRandomness randomness{7};
    simulation::SimulatedClock clock;
    simulation::SimulatedScheduler scheduler{clock, randomness.split()};
    simulation::SimulatedLog log;
    simulation::SimulatedMetrics metrics;
    Receiver receiver;
    ports::TraceContext caller = ports::read_trace(ports::testing::caller_traceparent, "");

    OtlpTracer make(OtlpTerms terms = {}) {
        terms.endpoint = "http://collector:4318";
        terms.resource = {{"service.name", "boxoffice-test"}};
        terms.version = "1.2";
        return OtlpTracer{std::move(terms), receiver, scheduler, randomness, metrics, log};
    }
    void record(OtlpTracer& tracer, int count = 1) {
        for (int i = 0; i < count; ++i) {
            (void)tracer.begin(ports::SpanKind::internal, "work", caller);
        }
    }
    [[nodiscard]] std::int64_t count(const std::string& what) const {
        return metrics.value("boxoffice_trace_spans_" + what + "_total");
    }
};

TEST_F(OtlpTracerTest, SpansWaitForCompanyAndLeaveTogether) {
    auto tracer = make();
    record(tracer, 3);
    scheduler.run_for(900ms);
    EXPECT_TRUE(receiver.requests.empty());
    scheduler.run_for(200ms);
    ASSERT_EQ(receiver.requests.size(), 1U);
    EXPECT_EQ(receiver.requests[0].url, "http://collector:4318/v1/traces");
    EXPECT_EQ(receiver.requests[0].method, ports::HttpMethod::post);
    EXPECT_EQ(receiver.requests[0].headers.at(0).value, "application/json");
    EXPECT_EQ(receiver.spans_in(0), 3U);
    receiver.answer(200);
    scheduler.run_for(1min);
    EXPECT_EQ(receiver.requests.size(), 1U);
    EXPECT_EQ(count("exported"), 3);
    EXPECT_EQ(count("failed") + count("dropped"), 0);
}

TEST_F(OtlpTracerTest, AFullBatchDoesNotWait) {
    auto tracer = make({.batch_max = 4});
    record(tracer, 10);
    scheduler.run_for(1ms);
    ASSERT_EQ(receiver.requests.size(), 1U) << "one request at a time";
    receiver.answer(200);
    scheduler.run_for(1ms);
    ASSERT_EQ(receiver.requests.size(), 2U);
    receiver.answer(200);
    scheduler.run_for(1ms);
    EXPECT_EQ(receiver.requests.size(), 2U) << "two are left, which wait";
    scheduler.run_for(1s);
    ASSERT_EQ(receiver.requests.size(), 3U);
    EXPECT_EQ(receiver.spans_in(2), 2U);
}

TEST_F(OtlpTracerTest, AFullQueueDropsAndCounts) {
    auto tracer = make({.waiting_max = 5});
    record(tracer, 8);
    EXPECT_EQ(count("dropped"), 3);
    scheduler.run_for(2s);
    EXPECT_EQ(receiver.spans_in(0), 5U);
}

TEST_F(OtlpTracerTest, WhatMayPassIsTriedAgainWithGrowingPauses) {
    auto tracer = make();
    record(tracer);
    scheduler.run_for(1s);
    const auto body = receiver.requests.at(0).body;
    receiver.vanish();
    scheduler.run_for(400ms);
    EXPECT_EQ(receiver.requests.size(), 1U);
    scheduler.run_for(200ms);
    ASSERT_EQ(receiver.requests.size(), 2U);
    receiver.answer(503);
    scheduler.run_for(900ms);
    EXPECT_EQ(receiver.requests.size(), 2U);
    scheduler.run_for(200ms);
    ASSERT_EQ(receiver.requests.size(), 3U);
    EXPECT_EQ(receiver.requests[2].body, body) << "the same spans";
    receiver.answer(429, {{"Retry-After", "7"}});
    scheduler.run_for(6s);
    EXPECT_EQ(receiver.requests.size(), 3U);
    scheduler.run_for(1100ms);
    ASSERT_EQ(receiver.requests.size(), 4U);
    receiver.answer(200);
    scheduler.run_for(1s);
    EXPECT_EQ(count("exported"), 1);
    EXPECT_EQ(count("failed"), 0);
}

TEST_F(OtlpTracerTest, ARefusalIsFinal) {
    auto tracer = make();
    record(tracer, 2);
    scheduler.run_for(1s);
    receiver.answer(400);
    record(tracer);
    scheduler.run_for(10s);
    ASSERT_EQ(receiver.requests.size(), 2U) << "the next ones, not those";
    EXPECT_EQ(receiver.spans_in(1), 1U);
    EXPECT_EQ(count("failed"), 2);
    EXPECT_EQ(log.count("traces cannot be delivered"), 1);
    receiver.answer(200);
    scheduler.run_for(1s);
    EXPECT_EQ(log.count("traces are delivered again"), 1);
}

TEST_F(OtlpTracerTest, AReceiverThatIsAwayCostsABatchAndNoMore) {
    auto tracer = make({.tries_max = 3});
    record(tracer);
    for (int tries = 0; tries < 3; ++tries) {
        scheduler.run_for(10s);
        receiver.vanish();
    }
    scheduler.run_for(1min);
    EXPECT_EQ(receiver.requests.size(), 3U);
    EXPECT_EQ(count("failed"), 1);
}

TEST_F(OtlpTracerTest, WhatThe200RefusesHasFailed) {
    auto tracer = make();
    record(tracer, 3);
    scheduler.run_for(1s);
    receiver.answer(200, {}, R"({"partialSuccess":{"rejectedSpans":"2","errorMessage":"no"}})");
    scheduler.run_for(1s);
    EXPECT_EQ(count("exported"), 1);
    EXPECT_EQ(count("failed"), 2);
}

TEST_F(OtlpTracerTest, TracesThatBeginHereAreSampledByTheirRatio) {
    auto none = make({.sample_ratio = 0});
    const auto refused = none.begin(ports::SpanKind::server, "GET", {});
    EXPECT_FALSE(refused.is_recorded());
    EXPECT_TRUE(refused.context().is_known()) << "others must know that it is not sampled";
    EXPECT_FALSE(refused.context().is_sampled);
    EXPECT_TRUE(none.begin(ports::SpanKind::server, "GET", caller).is_recorded())
        << "who began elsewhere is recorded as was decided there";
    auto unsampled = caller;
    unsampled.is_sampled = false;
    auto tracer = make({.sample_ratio = 0.25});
    EXPECT_FALSE(tracer.begin(ports::SpanKind::server, "GET", unsampled).is_recorded());
    int recorded = 0;
    for (int i = 0; i < 4'000; ++i) {
        recorded += tracer.begin(ports::SpanKind::server, "GET", {}).is_recorded() ? 1 : 0;
    }
    EXPECT_NEAR(recorded, 1'000, 150);
}

TEST_F(OtlpTracerTest, StoppedItDropsWhatIsLeft) {
    auto tracer = make();
    record(tracer, 2);
    tracer.stop({});
    record(tracer);
    scheduler.run_for(1min);
    EXPECT_TRUE(receiver.requests.empty());
    EXPECT_EQ(count("dropped"), 3);
}

TEST_F(OtlpTracerTest, AnAnswerThatComesTooLateFindsNobody) {
    {
        auto tracer = make();
        record(tracer);
        scheduler.run_for(1s);
    }
    receiver.answer(200);
    scheduler.run_for(1s);
    EXPECT_EQ(count("dropped"), 1);
}

/// Answers at once: with a status, or, with 0, not at all.
class QuickReceiver final : public ports::HttpClient {
  public:
    explicit QuickReceiver(int status) : status_(status) {}
    void call(ports::HttpCall, std::function<void(ports::HttpAnswer)> done) override {
        ++requests;
        ports::HttpAnswer answer;
        answer.fault = "refused";
        if (status_ != 0) answer.response = ports::HttpResponse{status_, {}, "{}"};
        done(std::move(answer));
    }
    std::atomic<int> requests{0};

  private:
    int status_;
};

/// With real threads, because the end waits.
struct OtlpTracerEnd : testing::Test {
    ThreadScheduler scheduler;
    simulation::SimulatedRandomness randomness{7};
    simulation::SimulatedLog log;
    PrometheusMetrics metrics;

    [[nodiscard]] bool shows(const std::string& line) const {
        return metrics.render().find(line + "\n") != std::string::npos;
    }
    /// Records three spans that wait for company, and stops with a minute's patience.
    void record_and_stop(QuickReceiver& receiver) {
        OtlpTracer tracer{{.endpoint = "http://collector:4318", .delay = 10min},
                          receiver,
                          scheduler,
                          randomness,
                          metrics,
                          log};
        const auto caller = ports::read_trace(ports::testing::caller_traceparent, "");
        for (int i = 0; i < 3; ++i) {
            (void)tracer.begin(ports::SpanKind::internal, "work", caller);
        }
        const auto began = std::chrono::steady_clock::now();
        tracer.stop(60s);
        EXPECT_LT(std::chrono::steady_clock::now() - began, 30s);
    }
};

TEST_F(OtlpTracerEnd, WhatWaitsIsDelivered) {
    QuickReceiver receiver{200};
    record_and_stop(receiver);
    EXPECT_EQ(receiver.requests, 1);
    EXPECT_TRUE(shows("boxoffice_trace_spans_exported_total 3")) << metrics.render();
    EXPECT_TRUE(shows("boxoffice_trace_spans_dropped_total 0"));
}

TEST_F(OtlpTracerEnd, AReceiverThatIsAwayHoldsNobodyUp) {
    QuickReceiver receiver{0};
    record_and_stop(receiver);
    EXPECT_EQ(receiver.requests, 1) << "no second try";
    EXPECT_TRUE(shows("boxoffice_trace_spans_failed_total 3")) << metrics.render();
}

TEST(OtlpJson, IsTheProtosMapping) {
    SpanRecords spans;
    spans.push_back(std::make_unique<ports::SpanRecord>());
    auto& span = *spans.back();
    span.context = ports::read_trace(ports::testing::caller_traceparent, "a=1");
    span.parent_id.back() = 9;
    span.kind = ports::SpanKind::consumer;
    span.name = "process \"X\"";
    span.began_at = 1'700'000'000'123'456'789;
    span.ended_at = span.began_at + 1;
    span.has_failed = true;
    span.attributes.push_back({.key = "a", .text = "b"});
    span.attributes.push_back({.key = "n", .number = 9'007'199'254'740'993, .is_number = true});
    EXPECT_EQ(
        to_otlp_json({{"service.name", "boxoffice"}}, "1.2", spans),
        R"({"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":)"
        R"({"stringValue":"boxoffice"}}]},"scopeSpans":[{"scope":{"name":"boxoffice","version":)"
        R"("1.2"},"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":)"
        R"("b7ad6b7169203331","parentSpanId":"0000000000000009","traceState":"a=1","flags":1,)"
        R"("name":"process \"X\"","kind":5,"startTimeUnixNano":"1700000000123456789",)"
        R"("endTimeUnixNano":"1700000000123456790","attributes":[{"key":"a","value":)"
        R"({"stringValue":"b"}},{"key":"n","value":{"intValue":"9007199254740993"}}],"status":)"
        R"({"code":2}}]}]}]})");
}

TEST(OtlpJson, ReadsWhatTheReceiverRefused) {
    EXPECT_EQ(rejected_spans(R"({"partialSuccess":{"rejectedSpans":"3"}})"), 3);
    EXPECT_EQ(rejected_spans(R"({"partialSuccess":{"rejectedSpans":4}})"), 4);
    for (const auto* none : {"", "{}", "[]", "null", R"({"partialSuccess":{}})",
                             R"({"partialSuccess":{"rejectedSpans":"x"}})"}) {
        EXPECT_EQ(rejected_spans(none), 0) << none;
    }
}

}  // namespace
}  // namespace boxoffice::platform
