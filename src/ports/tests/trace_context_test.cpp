// Goal: what is no trace context is not taken for one, and what is one survives every carrier.
#include "ports/trace_context.hpp"

#include "ports/tests/recording_tracer.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>

namespace boxoffice::ports {
namespace {

const std::string good{testing::caller_traceparent};

TEST(TraceContext, IsReadAndWrittenAsItCame) {
    const auto context = read_trace(good, "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
    ASSERT_TRUE(context.is_known());
    EXPECT_TRUE(context.is_sampled);
    EXPECT_EQ(to_hex(context.trace_id), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(to_hex(context.span_id), "b7ad6b7169203331");
    EXPECT_EQ(to_traceparent(context), good);
    EXPECT_EQ(to_text(context), good + " rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
    EXPECT_EQ(read_trace_text(to_text(context)), context);
    auto unsampled = good;
    unsampled.back() = '0';
    EXPECT_FALSE(read_trace(unsampled, "").is_sampled);
    EXPECT_EQ(to_text(read_trace(unsampled, "")), unsampled);
}

TEST(TraceContext, RefusesWhatIsNone) {
    const auto changed = [](std::size_t at, char to) {
        auto text = good;
        text[at] = to;
        return text;
    };
    const std::string zeros = "00-00000000000000000000000000000000-b7ad6b7169203331-01";
    const std::string no_span = "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01";
    for (const auto& text :
         {std::string{}, good.substr(1), good + "0", good + "-00", changed(3, 'A'), changed(3, 'g'),
          changed(2, ' '), changed(35, '_'), changed(52, '0'), changed(54, 'x'), zeros, no_span,
          "ff" + good.substr(2)}) {
        EXPECT_FALSE(read_trace(text, "a=b").is_known()) << text;
    }
    EXPECT_EQ(to_text({}), "");
    EXPECT_FALSE(read_trace_text("").is_known());
}

TEST(TraceContext, ALaterVersionIsReadAsFarAsThisOneGoes) {
    const auto later = "cc" + good.substr(2);
    EXPECT_EQ(to_traceparent(read_trace(later, "")), good) << "and goes on as version 00";
    EXPECT_TRUE(read_trace(later + "-what-comes-then", "").is_known());
    EXPECT_FALSE(read_trace(later + "what-comes-then", "").is_known());
}

TEST(TraceContext, TheStateKeepsToItsLimits) {
    EXPECT_EQ(read_trace(good, "a=\x01").state, "") << "not printable: dropped whole";
    std::string many = "m0=1";
    for (int i = 1; i < 40; ++i) many += ",m" + std::to_string(i) + "=1";
    const auto members = read_trace(good, many).state;
    EXPECT_TRUE(members.ends_with(",m31=1")) << members;
    const std::string member(120, 'x');
    std::string wide = "a=" + member;
    for (int i = 0; i < 9; ++i) wide += ",b=" + member;
    const auto cut = read_trace(good, wide).state;
    EXPECT_LE(cut.size(), tracestate_bytes_max);
    EXPECT_TRUE(cut.ends_with(member)) << "behind a whole member";
    EXPECT_EQ(read_trace(good, std::string(600, 'y')).state, "");
}

TEST(TraceScope, NestsAndEnds) {
    const auto outer = read_trace(good, "");
    auto inner = outer;
    inner.span_id.back() = 7;
    EXPECT_FALSE(current_trace().is_known());
    {
        const TraceScope first{outer, "r-1"};
        EXPECT_EQ(current_trace(), outer);
        EXPECT_EQ(current_request_id(), "r-1");
        {
            const TraceScope second{inner};
            EXPECT_EQ(current_trace(), inner);
            EXPECT_EQ(current_request_id(), "");
        }
        EXPECT_EQ(current_trace(), outer);
        EXPECT_EQ(current_request_id(), "r-1");
    }
    EXPECT_FALSE(current_trace().is_known());
}

TEST(TraceScope, GoesToOtherThreadsOnlyWhenItIsKept) {
    const auto caller = read_trace(good, "");
    TraceContext plain = caller;
    TraceContext kept;
    const TraceScope scope{caller};
    std::function<void()> look = [&plain] { plain = current_trace(); };
    std::function<void()> look_for_caller = keep_trace([&kept] { kept = current_trace(); });
    std::thread{look}.join();
    std::thread{look_for_caller}.join();
    EXPECT_FALSE(plain.is_known());
    EXPECT_EQ(kept, caller);
}

TEST(Span, EndsOnceAndKeepsItsContext) {
    testing::RecordingTracer tracer;
    const auto caller = read_trace(good, "");
    auto span = tracer.begin(SpanKind::client, "GET /", caller);
    ASSERT_TRUE(span.is_recorded());
    const auto own = span.context();
    EXPECT_EQ(own.trace_id, caller.trace_id);
    EXPECT_NE(own.span_id, caller.span_id);
    span.fail("500");
    auto moved = std::move(span);
    moved.end();
    moved.end();
    moved.set("late", "nothing");
    EXPECT_EQ(moved.context(), own);
    ASSERT_EQ(tracer.spans().size(), 1U);
    EXPECT_TRUE(tracer.spans()[0].has_failed);
    EXPECT_EQ(testing::attribute(tracer.spans()[0], "error.type"), "500");
    moved = tracer.begin(SpanKind::internal, "next", caller);
    moved = Span{};
    EXPECT_EQ(tracer.spans().size(), 2U) << "whoever is replaced ends";
}

TEST(Span, OfNobodyPassesItsCallerOn) {
    const auto caller = read_trace(good, "a=b");
    const auto span = no_tracer().begin(SpanKind::server, "GET /", caller);
    EXPECT_FALSE(span.is_recorded());
    EXPECT_EQ(span.context(), caller);
}

}  // namespace
}  // namespace boxoffice::ports
