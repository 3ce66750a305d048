#include "platform/telemetry/otlp_json.hpp"

#include "base/integer.hpp"
#include "contracts/codec.hpp"
#include "platform/telemetry/printable.hpp"

#include <boost/json/parse.hpp>

namespace boxoffice::platform {
namespace {

/// Room for one span.
constexpr std::size_t span_bytes = 1'024;
/// SpanFlags: the lowest bits are those of the traceparent.
constexpr int sampled_flag = 1;
constexpr int status_error = 2;

int number_of(ports::SpanKind kind) {
    switch (kind) {
        case ports::SpanKind::internal:
            return 1;
        case ports::SpanKind::server:
            return 2;
        case ports::SpanKind::client:
            return 3;
        case ports::SpanKind::producer:
            return 4;
        case ports::SpanKind::consumer:
            return 5;
    }
    return 0;
}

void append_text(std::string& out, std::string_view text) {
    contracts::append_json_string(out, printable(text));
}

void append_text_attribute(std::string& out, std::string_view key, std::string_view value) {
    out += R"({"key":)";
    append_text(out, key);
    out += R"(,"value":{"stringValue":)";
    append_text(out, value);
    out += "}}";
}

void append_attribute(std::string& out, const ports::SpanAttribute& attribute) {
    if (!attribute.is_number) return append_text_attribute(out, attribute.key, attribute.text);
    out += R"({"key":)";
    append_text(out, attribute.key);
    out.append(R"(,"value":{"intValue":")").append(std::to_string(attribute.number));
    out += "\"}}";
}

void append_span(std::string& out, const ports::SpanRecord& span) {
    out.append(R"({"traceId":")").append(ports::to_hex(span.context.trace_id));
    out.append(R"(","spanId":")").append(ports::to_hex(span.context.span_id)).append("\"");
    if (span.parent_id != ports::SpanId{}) {
        out.append(R"(,"parentSpanId":")").append(ports::to_hex(span.parent_id)).append("\"");
    }
    if (!span.context.state.empty()) {
        out += R"(,"traceState":)";
        append_text(out, span.context.state);
    }
    out.append(R"(,"flags":)").append(std::to_string(sampled_flag)).append(R"(,"name":)");
    append_text(out, span.name);
    out.append(R"(,"kind":)").append(std::to_string(number_of(span.kind)));
    out.append(R"(,"startTimeUnixNano":")").append(std::to_string(span.began_at));
    out.append(R"(","endTimeUnixNano":")").append(std::to_string(span.ended_at));
    out += R"(","attributes":[)";
    bool is_first = true;
    for (const auto& attribute : span.attributes) {
        if (!std::exchange(is_first, false)) out += ',';
        append_attribute(out, attribute);
    }
    out += ']';
    if (span.has_failed) {
        out.append(R"(,"status":{"code":)").append(std::to_string(status_error)).append("}");
    }
    out += '}';
}

}  // namespace

std::string to_otlp_json(const OtlpResource& resource, std::string_view version,
                         const SpanRecords& spans) {
    std::string out;
    out.reserve(span_bytes * (spans.size() + 1));
    out += R"({"resourceSpans":[{"resource":{"attributes":[)";
    bool is_first = true;
    for (const auto& [key, value] : resource) {
        if (!std::exchange(is_first, false)) out += ',';
        append_text_attribute(out, key, value);
    }
    out += R"(]},"scopeSpans":[{"scope":{"name":"boxoffice","version":)";
    append_text(out, version);
    out += R"(},"spans":[)";
    is_first = true;
    for (const auto& span : spans) {
        if (!std::exchange(is_first, false)) out += ',';
        append_span(out, *span);
    }
    out += "]}]}]}";
    return out;
}

std::int64_t rejected_spans(std::string_view answer) {
    boost::system::error_code wrong;
    const auto parsed = boost::json::parse({answer.data(), answer.size()}, wrong);
    if (wrong || !parsed.is_object()) return 0;
    const auto* success = parsed.get_object().if_contains("partialSuccess");
    if (!success || !success->is_object()) return 0;
    const auto* rejected = success->get_object().if_contains("rejectedSpans");
    if (!rejected) return 0;
    // JSON of protobuf: 64-bit numbers are texts, and readers take plain numbers as well.
    if (rejected->is_int64()) return rejected->get_int64();
    if (!rejected->is_string()) return 0;
    const auto& text = rejected->get_string();
    return base::to_integer({text.data(), text.size()}).value_or(0);
}

}  // namespace boxoffice::platform
