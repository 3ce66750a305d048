#include "ports/tracing.hpp"

namespace boxoffice::ports {
namespace {

class NoTracer final : public Tracer {
  public:
    [[nodiscard]] bool is_on() const override { return false; }
    [[nodiscard]] Span begin(SpanKind, std::string_view, const TraceContext& parent) override {
        return Span{parent};
    }
    void take(std::unique_ptr<SpanRecord>) override {}
};

}  // namespace

Span& Span::operator=(Span&& other) noexcept {
    end();
    context_ = std::move(other.context_);
    tracer_ = other.tracer_;
    record_ = std::move(other.record_);
    return *this;
}

void Span::rename(std::string name) {
    if (record_) record_->name = std::move(name);
}

void Span::set(std::string_view key, std::string value) {
    if (record_) record_->attributes.push_back({.key = key, .text = std::move(value)});
}

void Span::set(std::string_view key, std::int64_t value) {
    if (record_) record_->attributes.push_back({.key = key, .number = value, .is_number = true});
}

void Span::fail(std::string_view type) {
    if (!record_) return;
    record_->has_failed = true;
    set("error.type", std::string{type});
}

void Span::end() {
    if (record_) tracer_->take(std::move(record_));
}

Tracer& no_tracer() {
    static NoTracer tracer;
    return tracer;
}

}  // namespace boxoffice::ports
