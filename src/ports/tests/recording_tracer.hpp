// A tracer for tests: keeps what it was told, and numbers spans instead of drawing their ids.
#pragma once

#include "ports/tracing.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::ports::testing {

class RecordingTracer final : public Tracer {
  public:
    [[nodiscard]] bool is_on() const override { return true; }

    /// Begins no traces of its own that are recorded.
    [[nodiscard]] Span begin(SpanKind kind, std::string_view name,
                             const TraceContext& parent) override {
        const std::lock_guard lock{mutex_};
        auto context = parent;
        context.span_id = {};
        context.span_id.back() = ++given_;
        if (!parent.is_known()) context.trace_id.back() = given_;
        if (!context.is_sampled) return Span{std::move(context)};
        auto record = std::make_unique<SpanRecord>();
        record->context = std::move(context);
        record->parent_id = parent.span_id;
        record->kind = kind;
        record->name = name;
        return Span{*this, std::move(record)};
    }
    void take(std::unique_ptr<SpanRecord> record) override {
        const std::lock_guard lock{mutex_};
        ended_.push_back(std::move(*record));
    }

    /// Those that have ended so far, in that order.
    [[nodiscard]] std::vector<SpanRecord> spans() {
        const std::lock_guard lock{mutex_};
        return ended_;
    }
    /// "name < name of its parent", in the order of ending; the caller's own parent is "-".
    [[nodiscard]] std::vector<std::string> story() {
        const auto all = spans();
        std::vector<std::string> lines;
        for (const auto& span : all) {
            const auto parent = std::find_if(all.begin(), all.end(), [&](const SpanRecord& other) {
                return other.context.span_id == span.parent_id;
            });
            lines.push_back(span.name + " < " + (parent == all.end() ? "-" : parent->name));
        }
        return lines;
    }
    /// The first one of that name; one without a name when there is none.
    [[nodiscard]] SpanRecord span(std::string_view name) {
        for (auto& one : spans()) {
            if (one.name == name) return one;
        }
        return {};
    }

  private:
    std::mutex mutex_;
    std::uint8_t given_ = 0;
    std::vector<SpanRecord> ended_;
};

/// As text; empty when it has no such attribute.
[[nodiscard]] inline std::string attribute(const SpanRecord& span, std::string_view key) {
    for (const auto& one : span.attributes) {
        if (one.key != key) continue;
        return one.is_number ? std::to_string(one.number) : one.text;
    }
    return {};
}

/// A caller's context, sampled.
inline constexpr std::string_view caller_traceparent =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

}  // namespace boxoffice::ports::testing
