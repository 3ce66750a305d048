// Goal: a house that records nothing pays nothing: no allocation for what nobody traces, and none
// for passing somebody's context on within the process.

// Sanitizers bring an operator new of their own, which must not be replaced.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include "ports/tests/recording_tracer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

namespace {

std::atomic<long> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace boxoffice::ports {
namespace {

/// What one request, its command and its event do about traces. @return the event's text.
std::string serve(const TraceContext& caller) {
    const Span request = no_tracer().begin(SpanKind::server, "HTTP", caller);
    const TraceScope in_request{request.context(), "r-1"};
    const TraceContext origin = current_trace();
    const TraceScope in_command{origin};
    auto text = to_text(current_trace());
    const auto consumer = read_trace_text(text);
    const TraceScope in_consumer{consumer};
    return text;
}

long allocations_of(const TraceContext& caller) {
    const auto before = allocations.load();
    (void)serve(caller);
    return allocations.load() - before;
}

TEST(TracingCost, TheTestCounts) {
    const auto before = allocations.load();
    const std::string long_text(100, 'x');
    EXPECT_GT(allocations.load(), before) << long_text;
}

TEST(TracingCost, NothingIsAllocatedForWhatNobodyTraces) {
    EXPECT_EQ(allocations_of({}), 0);
}

TEST(TracingCost, APassingContextCostsTheTextOfItsEvents) {
    EXPECT_EQ(allocations_of(read_trace(testing::caller_traceparent, "")), 1);
}

}  // namespace
}  // namespace boxoffice::ports

#endif
